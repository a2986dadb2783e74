"use client";
import { useQuery } from "@tanstack/react-query";
import type { DeliveryDetail } from "#server/domains/webhooks/contract.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { count, milliseconds, span } from "../ui/format.ts";
import { Time, useNow } from "../ui/time.tsx";
import { DeliveryMark } from "./standing-mark.tsx";
import { useReplay } from "./use-replay.ts";
import { wordsOf } from "./words.ts";

function NextTry({ at }: { at: string }) {
  const seconds = (Date.parse(at) - useNow()) / 1000;
  return <span suppressHydrationWarning>{seconds <= 1 ? "at once, when those before it are through" : `in ${span(seconds)}`}</span>;
}

const pretty = (text: string): string => {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
};

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  const tried = delivery.attemptedAt === null ? "not yet" : <><Time at={delivery.attemptedAt} />, {delivery.lastStatus === null ? "no answer" : `answered ${delivery.lastStatus}`}{delivery.tookMs === null ? "" : ` after ${milliseconds(delivery.tookMs)}`}</>;
  return (
    <div className="grid gap-4">
      <Facts items={[
        ["State", <DeliveryMark key="state" state={delivery.state} />], ["Queued", <Time key="queued" at={delivery.createdAt} />], ["Tries", count(delivery.attempts)], ["Last try", tried],
        ...(delivery.nextAt === null ? [] : [["Next try", <NextTry key="next" at={delivery.nextAt} />] as const]),
        ...(delivery.lastError === null ? [] : [["What failed", delivery.lastError] as const]),
        ...(delivery.replayOf === null ? [] : [["Sends again", delivery.replayOf] as const]),
        ["Delivery id", delivery.id],
      ]} />
      <section className="grid gap-1.5"><h3 className="font-medium">What is sent</h3><CopyBlock text={pretty(delivery.body)} label="What is sent" /></section>
      {delivery.responseBody ? <section className="grid gap-1.5"><h3 className="font-medium">What the receiver answered</h3><CopyBlock text={delivery.responseBody} label="What the receiver answered" /></section> : null}
    </div>
  );
}

/** One delivery over the log, as the address names it. */
export function DeliveryDialog({ webhookId, deliveryId, refusal, close }: { webhookId: string; deliveryId: string | undefined; refusal: string | null; close: () => void }) {
  const trpc = useTRPC();
  const { data, error } = useQuery({ ...trpc.webhooks.delivery.queryOptions({ id: webhookId, deliveryId: deliveryId ?? "" }), enabled: deliveryId !== undefined });
  const replay = useReplay(close);
  const blocked = refusal ?? (data?.state === "waiting" ? "It still waits and leaves by itself." : null);
  return (
    <Dialog title={data === undefined ? "A delivery" : wordsOf(data)} open={deliveryId !== undefined} onClose={close} wide>
      {error ? <p role="alert" className="text-danger">{problemOf(error).detail}</p> : data === undefined ? <p className="text-ink-2">Reading the delivery.</p> : (
        <>
          <Detail delivery={data} />
          <DialogActions><Button busy={replay.isPending} disabledReason={blocked} onClick={() => replay.mutate({ id: webhookId, deliveryId: data.id })}>Send it again</Button></DialogActions>
        </>
      )}
    </Dialog>
  );
}
