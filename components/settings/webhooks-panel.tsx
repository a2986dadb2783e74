"use client";
import { useQuery } from "@tanstack/react-query";
import { paths } from "#server/shared/paths.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { listSentence } from "../webhooks/words.ts";

const shown = 50;

/** Where webhooks are. */
export function WebhooksPanel() {
  const { data, isError } = useQuery(useTRPC().webhooks.list.queryOptions({ limit: shown }));
  return (
    <Panel title="Webhooks" note="they tell other programs what is done here" actions={<ButtonLink href={paths.webhooks()}>Open the webhooks</ButtonLink>} padded>
      <p className="text-ink-2">{data ? listSentence(data.items, data.nextCursor !== null) : isError ? "The webhooks could not be read. Load the page again." : "Reading the webhooks."}</p>
    </Panel>
  );
}
