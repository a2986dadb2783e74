"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { severities, statistics, statisticTerms, wholeModel, type MonitorView, type Severity, type Statistic } from "#server/domains/monitoring/contract-alerts.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { DialogActions } from "../ui/dialog.tsx";
import { Input, Select } from "../ui/field.tsx";
import { severityWords, statisticName } from "./marks.tsx";
import { draftOf, notYet, savedOf, withStatistic } from "./monitor-draft.ts";

const units = { psi: "PSI", distance: "0 to 1", share: "percent", ms: "milliseconds", requests: "requests", score: "0 to 1", amount: "the number's own unit" } as const;

const hints = { column: undefined, model: undefined, quality: "Told once enough rows of the window are known; too few are undecided." } as const;
const limitWords = (statistic: Statistic): string => (statistic === "trafficGone" ? "At most" : statisticTerms[statistic].breach === "under" ? "Under" : "Over");

/** Adds a monitor, or changes one: what it watches stays. */
export function MonitorForm({ about, monitor, close }: { about: { model: string; environment: string; columns: readonly string[] }; monitor: MonitorView | null; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(monitor));
  const ends = { onSuccess: close, onSettled: () => queries.invalidateQueries(trpc.monitors.pathFilter()) };
  const create = useMutation(trpc.monitors.create.mutationOptions(ends));
  const edit = useMutation(trpc.monitors.change.mutationOptions(ends));
  const error = create.error ?? edit.error;
  const problem = error ? problemOf(error) : null;
  const terms = statisticTerms[draft.statistic];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (monitor === null) create.mutate({ model: about.model, environment: about.environment, statistic: draft.statistic, subject: draft.subject, ...savedOf(draft) });
    else edit.mutate({ id: monitor.id, ...savedOf(draft) });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Select label="What" disabled={monitor !== null} value={draft.statistic} onChange={(event) => setDraft(withStatistic(draft, event.target.value as Statistic))}>
        {statistics.map((statistic) => <option key={statistic} value={statistic}>{statisticName(statistic)}</option>)}
      </Select>
      {terms.of !== "column" ? null : (
        <Select label="Of" disabled={monitor !== null} value={draft.subject} onChange={(event) => setDraft({ ...draft, subject: event.target.value })} problem={fieldProblem(problem, "subject")}>
          <option value={wholeModel}>each column</option>
          {about.columns.map((column) => <option key={column} value={column}>{column}</option>)}
        </Select>
      )}
      <Input label={`${limitWords(draft.statistic)}, in ${units[terms.unit]}`} inputMode="decimal" value={draft.threshold} onChange={(event) => setDraft({ ...draft, threshold: event.target.value })} problem={fieldProblem(problem, "threshold")}
        hint={draft.statistic === "drift" ? "0.005 notice, 0.02 warn, 0.1 alert: what the lower bound has to reach." : hints[terms.of]} />
      <div className="grid grid-cols-2 gap-3">
        <Input label="In the last, seconds" inputMode="numeric" value={draft.windowSeconds} placeholder="the usual" onChange={(event) => setDraft({ ...draft, windowSeconds: event.target.value })} problem={fieldProblem(problem, "windowSeconds")} />
        <Input label="For at least, seconds" inputMode="numeric" value={draft.forSeconds} onChange={(event) => setDraft({ ...draft, forSeconds: event.target.value })} problem={fieldProblem(problem, "forSeconds")} />
      </div>
      <Select label="Severity" value={draft.severity} onChange={(event) => setDraft({ ...draft, severity: event.target.value as Severity })}>{severities.map((severity) => <option key={severity} value={severity}>{severityWords[severity]}</option>)}</Select>
      {problem ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions>
        <Button onClick={close}>{monitor === null ? "Add none" : "Leave it as it is"}</Button>
        <Button type="submit" kind="primary" busy={create.isPending || edit.isPending} disabledReason={notYet(draft)}>{monitor === null ? "Add the monitor" : "Save"}</Button>
      </DialogActions>
    </form>
  );
}
