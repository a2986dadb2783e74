"use client";
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { fieldOf, type FilterNode, filterText, isKeyed, type Vocabulary } from "#server/shared/filter/index.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";
import { comparisonsOf, type Draft, draftOf, nodeOf, type Suggest } from "./tokens.ts";

type TokenFormProps = { vocabulary: Vocabulary; /** Null: a new one. */ node: FilterNode | null; suggest: Suggest; apply: (node: FilterNode) => void; asText: () => void; close: () => void };

const hintOf = (kind: string | undefined, comparison: string) => (kind === "time" ? "2026-11-01, or -7d for seven days ago" : comparison === "any" || comparison === "none" ? "with commas between" : undefined);

/** One condition: which field, how it compares, with what. */
export function TokenForm({ vocabulary, node, suggest, apply, asText, close }: TokenFormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const element = form.current;
    const onKey = (event: KeyboardEvent) => { if (event.key === "Escape") close(); };
    element?.addEventListener("keydown", onKey);
    return () => element?.removeEventListener("keydown", onKey);
  }, [close]);
  // Once, when it opens: to what is likeliest to change.
  useEffect(() => { form.current?.querySelector<HTMLElement>(node === null ? "select" : "input, select:last-of-type")?.focus(); }, [node]);
  const first = vocabulary.fields.find((one) => one.name !== "words")?.name ?? "";
  const [draft, setDraft] = useState<Draft | null>(() => (node === null ? { field: first, key: "", comparison: "is", value: "" } : draftOf(node, vocabulary)));
  const [problem, setProblem] = useState<string | null>(null);
  if (draft === null) {
    return (
      <div className="flex flex-wrap items-center gap-2 rounded-control border border-line bg-panel px-3 py-2">
        <code className="min-w-0 flex-1 basis-60 text-note [overflow-wrap:anywhere]">{node === null ? "" : filterText(node)}</code>
        <Button onClick={close}>Cancel</Button><Button kind="primary" onClick={asText}>Edit as text</Button>
      </div>
    );
  }
  const field = fieldOf(vocabulary, draft.field);
  const offered = field === undefined ? [] : comparisonsOf(field);
  const comparison = offered.find((one) => one.name === draft.comparison);
  const valued = comparison?.operator !== "IS NULL" && comparison?.operator !== "IS NOT NULL";
  const set = (change: Partial<Draft>) => { setProblem(null); setDraft({ ...draft, ...change }); };
  const pick = (name: string) => {
    const next = fieldOf(vocabulary, name);
    if (next === undefined) return;
    const kept = comparisonsOf(next).find((one) => one.name === draft.comparison) ?? comparisonsOf(next)[0];
    set({ field: name, key: "", comparison: kept?.name ?? "is", value: next.choices?.[0] ?? "" });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = nodeOf(draft, vocabulary);
    if ("node" in made) apply(made.node); else setProblem(made.problem);
  };
  const keyed = field !== undefined && isKeyed(field);
  const many = comparison?.operator === "IN";
  return (
    <form ref={form} onSubmit={submit} aria-label={node === null ? "A new filter" : "Change this filter"} className="flex flex-wrap items-end gap-2 rounded-control border border-line bg-panel px-3 py-2">
      <div className="w-40 max-md:flex-1"><Select label="What" value={draft.field} onChange={(event) => pick(event.target.value)}>{vocabulary.fields.map((one) => <option key={one.name} value={one.name}>{one.label}</option>)}</Select></div>
      {keyed ? <div className="w-40 max-md:flex-1"><Input label={`${field.label}'s name`} list={`${id}-keys`} value={draft.key} onChange={(event) => set({ key: event.target.value })} /><datalist id={`${id}-keys`}>{suggest(field.name, null).map((key) => <option key={key} value={key}>{key}</option>)}</datalist></div> : null}
      <div className="w-44 max-md:flex-1"><Select label="How" value={draft.comparison} onChange={(event) => set({ comparison: event.target.value })}>{offered.map((one) => <option key={one.name} value={one.name}>{one.words}</option>)}</Select></div>
      {!valued ? null : field?.choices !== undefined && !many
        ? <div className="w-44 max-md:flex-1"><Select label="Value" value={draft.value} onChange={(event) => set({ value: event.target.value })}>{field.choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}</Select></div>
        : <div className="w-56 max-md:w-full"><Input label={many ? "Values, with commas between" : "Value"} list={`${id}-values`} placeholder={hintOf(field?.kind, draft.comparison)} value={draft.value} onChange={(event) => set({ value: event.target.value })} /><datalist id={`${id}-values`}>{suggest(draft.field, keyed ? draft.key : null).map((value) => <option key={value} value={value}>{value}</option>)}</datalist></div>}
      <span className="ml-auto flex gap-2"><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary">{node === null ? "Add" : "Change"}</Button></span>
      {problem === null ? null : <p role="alert" className="w-full text-note text-danger">{problem}</p>}
    </form>
  );
}
