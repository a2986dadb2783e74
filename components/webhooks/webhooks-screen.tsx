"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { WebhookView } from "#server/domains/webhooks/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { webhooksHref, type WebhooksQuery } from "./query.ts";
import { webhookColumns } from "./webhook-columns.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { listSentence } from "./words.ts";

const refreshMs = 5000;
/** Beside every lever that an administrator alone may pull. */
export const administratorsAlone = "An administrator makes and changes webhooks.";

export function WebhooksScreen({ input, initial }: { input: WebhooksQuery; initial: Page<WebhookView> }) {
  const trpc = useTRPC();
  const router = useRouter();
  const may = useMay("webhook.administer");
  const [making, setMaking] = useState(false);
  const { data } = useQuery({ ...trpc.webhooks.list.queryOptions(input), initialData: initial, refetchInterval: refreshMs });
  const paged = input.cursor !== undefined || data.nextCursor !== null;
  return (
    <>
      <PageHead title="Webhooks" sentence={listSentence(data.items, paged)} actions={<Button kind="primary" onClick={() => setMaking(true)} disabledReason={may ? null : administratorsAlone}>Make a webhook</Button>} />
      <Panel>
        {data.items.length === 0 ? <EmptyState title="Webhooks stand here">A webhook tells a build server, a chat or a script as soon as a model is registered, an alias moves or a release is approved. It is sent in order, and again for a day when the receiver is away.</EmptyState>
          : <Table label="Webhooks" columns={webhookColumns} rows={data.items} rowKey={(row) => row.id} href={(row) => paths.webhook(row.id)} />}
        <Pager first={input.cursor === undefined ? null : webhooksHref({})} next={data.nextCursor === null ? null : webhooksHref({ cursor: data.nextCursor })} />
      </Panel>
      <Dialog title="Make a webhook" open={making} onClose={() => setMaking(false)} wide>
        <WebhookForm webhook={null} close={() => setMaking(false)} done={(made) => router.push(paths.webhook(made.id))} />
      </Dialog>
    </>
  );
}
