"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deliveryStates, deliveryWords, type DeliveryView, type WebhookView } from "#server/domains/webhooks/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { deliveryColumns } from "./delivery-columns.tsx";
import { DeliveryDialog } from "./delivery-dialog.tsx";
import { deliveriesHref, deliveriesInput, type DeliveriesQuery } from "./query.ts";
import { ReplaySpan } from "./replay-span.tsx";

const refreshMs = 2000;
const pill = "rounded-control border px-2.5 py-1 whitespace-nowrap";

function States({ id, query }: { id: string; query: DeliveriesQuery }) {
  return (
    <nav aria-label="State of the deliveries" className="flex flex-wrap gap-1.5">
      {[undefined, ...deliveryStates].map((state) => (
        <Link key={state ?? "all"} href={deliveriesHref(id, { state })} aria-current={query.state === state ? "true" : undefined} scroll={false}
          className={cx(pill, query.state === state ? "border-accent bg-accent-soft text-accent" : "border-line-2 bg-panel text-ink-2 hover:text-ink")}>
          {state === undefined ? "All" : deliveryWords[state]}
        </Link>
      ))}
    </nav>
  );
}

/** What was sent and what waits, the newest first. @param refusal why the person looking sends nothing again */
export function DeliveryLog({ webhook, initial, query, refusal }: { webhook: WebhookView; initial: Page<DeliveryView>; query: DeliveriesQuery; refusal: string | null }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [spanning, setSpanning] = useState(false);
  const { data } = useQuery({ ...trpc.webhooks.deliveries.queryOptions(deliveriesInput(webhook.id, query)), initialData: initial, refetchInterval: refreshMs });
  const empty = data.items.length === 0;
  return (
    <>
      <States id={webhook.id} query={query} />
      <Panel title="Deliveries" note="kept for 30 days" actions={<Button onClick={() => setSpanning(true)} disabledReason={refusal}>Send a span again</Button>}>
        {empty ? <EmptyState title={query.state === undefined ? "Nothing was sent yet" : "No delivery is in this state"}>{query.state === undefined ? "As soon as something happens that this webhook hears of, it stands here with what the receiver answered." : "Another state, or All, may have it."}</EmptyState>
          : <Table label="Deliveries" columns={deliveryColumns} rows={data.items} rowKey={(row) => row.id} href={(row) => deliveriesHref(webhook.id, { ...query, delivery: row.id })} />}
        <Pager first={query.cursor === undefined ? null : deliveriesHref(webhook.id, { state: query.state })} next={data.nextCursor === null ? null : deliveriesHref(webhook.id, { state: query.state, cursor: data.nextCursor })} />
      </Panel>
      <DeliveryDialog webhookId={webhook.id} deliveryId={query.delivery} refusal={refusal} close={() => router.replace(deliveriesHref(webhook.id, { ...query, delivery: undefined }), { scroll: false })} />
      <Dialog title="Send a span again" open={spanning} onClose={() => setSpanning(false)}><ReplaySpan webhookId={webhook.id} close={() => setSpanning(false)} /></Dialog>
    </>
  );
}
