"use client";
import { useState, type FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { DialogActions } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { useReplay } from "./use-replay.ts";

/** A moment as the browser's field writes it, in the time of whoever looks. */
const fieldOf = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
const hourMs = 3_600_000;

/** Sends everything of a span of time again. */
export function ReplaySpan({ webhookId, close }: { webhookId: string; close: () => void }) {
  const [from, setFrom] = useState(() => fieldOf(new Date(Date.now() - hourMs)));
  const [to, setTo] = useState(() => fieldOf(new Date(Date.now() + 60_000)));
  const replay = useReplay(close);
  const wrong = from === "" || to === "" ? "Say both ends of the span." : from > to ? "The span ends before it begins." : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replay.mutate({ id: webhookId, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p>Everything that was queued in this span and has ended is sent again, in its order and behind what waits. The receiver gets the same messages under new delivery ids.</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Input data-first label="From" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        <Input label="To" type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </div>
      <DialogActions><Button onClick={close}>Send nothing</Button><Button type="submit" kind="primary" busy={replay.isPending} disabledReason={wrong}>Send them again</Button></DialogActions>
    </form>
  );
}
