"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { WebhookView } from "#server/domains/webhooks/contract.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Select } from "../ui/field.tsx";
import { Panel } from "../ui/panel.tsx";
import { eventKey } from "./form.ts";
import { testWords, wordsOf } from "./words.ts";

/** Sends an example and shows the answer. */
export function TestPanel({ webhook, refusal }: { webhook: WebhookView; refusal: string | null }) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState(0);
  const test = useMutation(trpc.webhooks.test.mutationOptions());
  const event = webhook.events[chosen] ?? webhook.events[0];
  return (
    <Panel title="Try it" note="an example, sent at once and kept out of the log" padded>
      <div className="grid gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-48 flex-1"><Select label="Example of" value={chosen} onChange={(input) => setChosen(Number(input.target.value))}>{webhook.events.map((one, index) => <option key={eventKey(one)} value={index}>{wordsOf(one)}</option>)}</Select></div>
          <Button busy={test.isPending} disabledReason={refusal} onClick={() => test.mutate({ id: webhook.id, event })}>Send an example</Button>
        </div>
        <output className="grid gap-2">
          {test.error ? <p className="text-danger">{problemOf(test.error).detail}</p> : null}
          {test.data ? <p className={test.data.success ? "" : "text-danger"}>{testWords(test.data)}</p> : null}
          {test.data?.body ? <CopyBlock text={test.data.body} label="What the receiver answered" /> : null}
        </output>
      </div>
    </Panel>
  );
}
