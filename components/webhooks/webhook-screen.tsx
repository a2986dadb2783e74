"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { DeliveryView, WebhookView } from "#server/domains/webhooks/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import type { DeliveriesQuery } from "./query.ts";
import { StandingMark } from "./standing-mark.tsx";
import { TestPanel } from "./test-panel.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { administratorsAlone } from "./webhooks-screen.tsx";
import { modelsWords, wordsOf } from "./words.ts";

const refreshMs = 2000;

function sentenceOf(webhook: WebhookView) {
  const waits = webhook.waiting === 0 ? "Nothing waits." : `${plural(webhook.waiting, "delivery waits", "deliveries wait")}.`;
  if (webhook.status === "DISABLED") return `It is disabled and hears of nothing new. ${waits}${webhook.waiting === 0 ? "" : " They leave once it is enabled."}`;
  if (webhook.attemptedAt === null) return `Nothing was sent yet. ${waits}`;
  return <>The last try was <Time at={webhook.attemptedAt} />{webhook.lastStatus === null ? " and got no answer" : ` and was answered ${webhook.lastStatus}`}. {waits}</>;
}

function Delete({ webhook, close }: { webhook: WebhookView; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const remove = useMutation(trpc.webhooks.remove.mutationOptions({ onSuccess: () => { router.push(paths.webhooks()); void queries.invalidateQueries(trpc.webhooks.list.pathFilter()); } }));
  return (
    <div className="grid gap-3">
      <p>“{webhook.name}” hears of nothing any more. {webhook.waiting === 0 ? "" : `${plural(webhook.waiting, "delivery that waits is", "deliveries that wait are")} not sent. `}Its log of deliveries goes with it. This cannot be undone.</p>
      {remove.error ? <p role="alert" className="text-danger">{problemOf(remove.error).detail}</p> : null}
      <DialogActions><Button onClick={close}>Keep it</Button><Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate({ id: webhook.id })}>Delete “{webhook.name}”</Button></DialogActions>
    </div>
  );
}

function Levers({ webhook, refusal, ask }: { webhook: WebhookView; refusal: string | null; ask: (act: "edit" | "delete") => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const active = webhook.status === "ACTIVE";
  const change = useMutation(trpc.webhooks.change.mutationOptions({ onError: (error) => say(problemOf(error).detail, "danger"), onSettled: () => queries.invalidateQueries(trpc.webhooks.pathFilter()) }));
  return (
    <>
      <Button disabledReason={refusal} onClick={() => ask("edit")}>Edit</Button>
      <Button disabledReason={refusal} busy={change.isPending} onClick={() => change.mutate({ id: webhook.id, status: active ? "DISABLED" : "ACTIVE" })}>{active ? "Disable" : "Enable"}</Button>
      <Button kind="danger" disabledReason={refusal} onClick={() => ask("delete")}>Delete</Button>
    </>
  );
}

export function WebhookScreen({ initial, query }: { initial: { webhook: WebhookView; log: Page<DeliveryView> }; query: DeliveriesQuery }) {
  const trpc = useTRPC();
  const refusal = useMay("webhook.administer") ? null : administratorsAlone;
  const [asked, setAsked] = useState<"edit" | "delete" | null>(null);
  const { data: webhook } = useQuery({ ...trpc.webhooks.get.queryOptions({ id: initial.webhook.id }), initialData: initial.webhook, refetchInterval: refreshMs, retry: false });
  const close = () => setAsked(null);
  return (
    <>
      <PageHead title={webhook.name} mark={<StandingMark webhook={webhook} />} sentence={sentenceOf(webhook)} actions={<Levers webhook={webhook} refusal={refusal} ask={setAsked} />} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="What it does" padded>
          <Facts items={[
            ["Sends to", webhook.url], ["Hears of", <ul key="events">{webhook.events.map((event) => <li key={`${event.entity}.${event.action}`}>{wordsOf(event)}</li>)}</ul>], ["Models", webhook.models.length > 0 ? webhook.models.join(", ") : modelsWords([])],
            ["Signed", webhook.signed ? "yes, with its secret" : "no"], ...(webhook.description === null || webhook.description === "" ? [] : [["What for", webhook.description] as const]),
            ["Made", <span key="made">by {webhook.createdBy.name}, <Time at={webhook.createdAt} /></span>],
          ]} />
        </Panel>
        <TestPanel webhook={webhook} refusal={refusal} />
      </div>
      <DeliveryLog webhook={webhook} initial={initial.log} query={query} refusal={refusal ?? (webhook.status === "DISABLED" ? "Enable it first." : null)} />
      <Dialog title={asked === "edit" ? `Edit ${webhook.name}` : "Delete a webhook"} open={asked !== null} onClose={close} wide={asked === "edit"}>
        {asked === "edit" ? <WebhookForm webhook={webhook} close={close} done={close} /> : <Delete webhook={webhook} close={close} />}
      </Dialog>
    </>
  );
}
