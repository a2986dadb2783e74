"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AlertDetail } from "#server/domains/monitoring/contract-alerts.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Select, Textarea } from "../ui/field.tsx";
import { span } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { useToast } from "../ui/toast.tsx";

const muteSeconds = [3600, 14_400, 86_400, 604_800];

/** Take it, mute it, write on it: each says why it cannot. */
export function Levers({ alert }: { alert: AlertDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [note, setNote] = useState("");
  const [mute, setMute] = useState(muteSeconds[0] ?? 3600);
  const ends = { onError: (error: unknown) => say(problemOf(error).detail, "danger"), onSettled: () => queries.invalidateQueries(trpc.alerts.pathFilter()) };
  const acknowledge = useMutation(trpc.alerts.acknowledge.mutationOptions(ends));
  const silence = useMutation(trpc.alerts.mute.mutationOptions(ends));
  const write = useMutation(trpc.alerts.note.mutationOptions({ ...ends, onSuccess: () => setNote("") }));
  const { id } = alert;
  return (
    <Panel title="What to do" padded>
      <div className="grid gap-4">
        <div className="grid gap-1.5">
          <Button kind="primary" wide busy={acknowledge.isPending} disabledReason={alert.may.acknowledge} onClick={() => acknowledge.mutate({ id })}>Acknowledge: I take it</Button>
          {alert.owner === null ? null : <p className="text-ink-2">{alert.owner.name} has it.</p>}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
          <Select label="Say nothing for" value={mute} onChange={(event) => setMute(Number(event.target.value))}>{muteSeconds.map((seconds) => <option key={seconds} value={seconds}>{span(seconds)}</option>)}</Select>
          <Button busy={silence.isPending} disabledReason={alert.may.mute} onClick={() => silence.mutate({ id, until: new Date(Date.now() + mute * 1000).toISOString() })}>Mute</Button>
        </div>
        {alert.state === "muted" ? <Button busy={silence.isPending} disabledReason={alert.may.mute} onClick={() => silence.mutate({ id, until: null })}>End the mute</Button> : null}
        <form className="grid gap-2" onSubmit={(event) => { event.preventDefault(); write.mutate({ id, text: note.trim() }); }}>
          <Textarea label="Note" rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
          <Button type="submit" busy={write.isPending} disabledReason={alert.may.note ?? (note.trim() === "" ? "Write something first." : null)}>Add the note</Button>
        </form>
      </div>
    </Panel>
  );
}
