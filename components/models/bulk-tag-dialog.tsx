"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { bulkLimits, type TagModelsView } from "#server/domains/registry/contract-views.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input, Radios } from "../ui/field.tsx";
import { plural } from "../ui/format.ts";
import { SegmentedControl } from "../ui/segmented.tsx";
import type { ModelsQuery } from "./query.ts";

type BulkTagProps = { selected: readonly string[]; query: ModelsQuery; tagKeys: readonly string[]; onClose: () => void };

const models = (count: number) => plural(count, "model", "models");

function Done({ answer, said, onClose }: { answer: TagModelsView; said: string; onClose: () => void }) {
  return (
    <div className="grid gap-3">
      <p role="status">{said} on {models(answer.changed)}.</p>
      {answer.refused.length === 0 ? null : (
        <div className="grid gap-1.5">
          <p className="text-danger">{models(answer.refused.length)} kept what they had:</p>
          <ul className="grid max-h-60 gap-1 overflow-y-auto">{answer.refused.map((one) => <li key={one.model} className="[overflow-wrap:anywhere]"><span className="font-medium">{one.model}</span> <span className="text-ink-2">{one.detail}</span></li>)}</ul>
        </div>
      )}
      <DialogActions><Button kind="primary" onClick={onClose}>Done</Button></DialogActions>
    </div>
  );
}

/** Sets or removes one tag on what is ticked, or on all that fit; says how many before and what became of each after. */
export function BulkTagDialog({ selected, query, tagKeys, onClose }: BulkTagProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [whom, setWhom] = useState(selected.length > 0 ? "selected" : "fitting");
  const [act, setAct] = useState<"set" | "remove">("set");
  const [tag, setTag] = useState({ key: "", value: "" });
  const asked = { query: query.query, filter: query.filter };
  const fitting = useQuery({ ...trpc.models.count.queryOptions(asked), staleTime: 0 });
  const send = useMutation(trpc.models.tag.mutationOptions({ onSettled: () => queries.invalidateQueries(trpc.models.pathFilter()) }));
  const problem = send.error ? problemOf(send.error) : null;
  const count = whom === "selected" ? selected.length : (fitting.data?.count ?? 0);
  const tooMany = whom === "selected" ? selected.length > bulkLimits.models : fitting.data?.more === true;
  const blocked = tooMany ? `One act tags at most ${bulkLimits.models} models. Narrow the filter.` : count === 0 ? "No model fits." : tag.key.trim() === "" ? "Write the tag's name first." : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked !== null) return;
    const change = act === "set" ? { act, key: tag.key.trim(), value: tag.value } : { act, key: tag.key.trim() };
    send.mutate(whom === "selected" ? { change, models: [...selected] } : { change, fitting: { ...asked, count } });
  };
  const narrowed = query.query !== undefined || query.filter !== undefined;
  const all = fitting.data === undefined ? "All that fit" : `${narrowed ? "All that fit the search" : "All models"}: ${fitting.data.more ? `more than ${bulkLimits.models}` : models(fitting.data.count)}`;
  return (
    <Dialog title="Tag models" open onClose={onClose}>
      {send.data ? <Done answer={send.data} said={act === "set" ? `${tag.key.trim()}${tag.value === "" ? "" : `=${tag.value}`} is set` : `${tag.key.trim()} is gone`} onClose={onClose} /> : (
        <form onSubmit={submit} className="grid gap-3.5">
          {selected.length === 0 ? <p>{all}. To tag only some, select them in the list first.</p>
            : <Radios legend="Which" name="whom" value={whom} onChange={setWhom} options={[{ value: "selected", text: selected.length === 1 ? "The selected model" : `The ${models(selected.length)} selected` }, { value: "fitting", text: all }]} />}
          <div><SegmentedControl label="What to do" options={[{ value: "set", text: "Add or change a tag" }, { value: "remove", text: "Remove a tag" }]} value={act} onChange={setAct} /></div>
          <div className="flex flex-wrap gap-3">
            <div className="min-w-40 flex-1"><Input label="Tag" data-first list="bulk-tags" maxLength={250} value={tag.key} onChange={(event) => setTag({ ...tag, key: event.target.value })} problem={fieldProblem(problem, "change.key")} /></div>
            {act === "set" ? <div className="min-w-40 flex-1"><Input label="Value" value={tag.value} onChange={(event) => setTag({ ...tag, value: event.target.value })} /></div> : null}
          </div>
          <datalist id="bulk-tags">{tagKeys.map((key) => <option key={key} value={key}>{key}</option>)}</datalist>
          {problem === null ? null : <p role="alert" className="text-danger">{problem.detail}</p>}
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="primary" busy={send.isPending} disabledReason={blocked}>{act === "set" ? "Set it" : "Remove it"} on {models(count)}</Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
