"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { eventWords, webhookKinds, webhookKindWords, type WebhookKind, type WebhookView } from "#server/domains/webhooks/contract.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { DialogActions } from "../ui/dialog.tsx";
import { Checkbox, Input, Select } from "../ui/field.tsx";
import { draftOf, eventKey, notYet, savedOf, withEvent, type Draft } from "./form.ts";

type Change = (change: Partial<Draft>) => void;

function Events({ draft, change }: { draft: Draft; change: Change }) {
  return (
    <div className="grid gap-3">
      {eventWords.map((group) => (
        <fieldset key={group.group} className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          <legend className="mb-1 text-ink-2">{group.group}</legend>
          {group.events.map((event) => {
            const key = eventKey(event);
            return <Checkbox key={key} label={event.words} checked={draft.events.has(key)} onChange={(input) => change({ events: withEvent(draft.events, key, input.target.checked) })} />;
          })}
        </fieldset>
      ))}
    </div>
  );
}

function Secret({ draft, signed, change }: { draft: Draft; signed: boolean; change: Change }) {
  return (
    <div className="grid gap-1.5">
      <Input label={signed ? "A new secret, if it changes" : "Secret"} type="password" autoComplete="new-password" maxLength={1000} value={draft.secret} onChange={(event) => change({ secret: event.target.value, dropSecret: false })}
        hint={signed ? "The present one is kept and never shown." : "Each delivery is signed with it, so that the receiver knows who sends. It is never shown again."} />
      {signed ? <Checkbox label="Send without a signature from now on" checked={draft.dropSecret} onChange={(event) => change({ dropSecret: event.target.checked, secret: "" })} /> : null}
    </div>
  );
}

/** Makes a webhook, or changes one. */
export function WebhookForm({ webhook, done, close }: { webhook: WebhookView | null; done: (webhook: WebhookView) => void; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(webhook));
  const change: Change = (part) => setDraft((before) => ({ ...before, ...part }));
  const ends = { onSuccess: done, onSettled: () => queries.invalidateQueries(trpc.webhooks.pathFilter()) };
  const create = useMutation(trpc.webhooks.create.mutationOptions(ends));
  const edit = useMutation(trpc.webhooks.change.mutationOptions(ends));
  const error = create.error ?? edit.error;
  const problem = error ? problemOf(error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (webhook === null) create.mutate(savedOf(draft)); else edit.mutate({ id: webhook.id, ...savedOf(draft) });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Input data-first label="Name" maxLength={63} value={draft.name} onChange={(event) => change({ name: event.target.value })} problem={fieldProblem(problem, "name")} placeholder="build-server" />
      <Input label="Sends to" inputMode="url" maxLength={2000} value={draft.url} onChange={(event) => change({ url: event.target.value })} problem={fieldProblem(problem, "url")} placeholder="https://ci.example.com/hooks/models" />
      <Select label="Shape" value={draft.kind} onChange={(event) => change({ kind: event.target.value as WebhookKind })} hint={draft.kind === "slack" ? "For the address of an incoming webhook: a message with a link." : undefined}>
        {webhookKinds.map((kind) => <option key={kind} value={kind}>{webhookKindWords[kind]}</option>)}
      </Select>
      <Input label="What it is for" maxLength={5000} value={draft.description} onChange={(event) => change({ description: event.target.value })} hint="You may leave it empty." />
      <Events draft={draft} change={change} />
      <Input label="Models" value={draft.models} onChange={(event) => change({ models: event.target.value })} problem={fieldProblem(problem, "models")} hint="Names with commas between. Empty: all models." placeholder="flight-delay" />
      <Secret draft={draft} signed={webhook?.signed === true} change={change} />
      {problem ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions>
        <Button onClick={close}>{webhook === null ? "Make none" : "Leave it as it is"}</Button>
        <Button type="submit" kind="primary" busy={create.isPending || edit.isPending} disabledReason={notYet(draft)}>{webhook === null ? "Make the webhook" : "Save"}</Button>
      </DialogActions>
    </form>
  );
}
