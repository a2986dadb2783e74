"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { allOf, conjuncts, type FilterNode, filterText, parseSearch, type Vocabulary } from "#server/shared/filter/index.ts";
import { Button } from "../ui/button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tokens } from "./filter-tokens.tsx";
import { type Suggest, typedOf, withToken, wordsNode } from "./tokens.ts";
import { TypingBox } from "./typing-box.tsx";

// Most visits edit nothing: both forms come when they are opened.
const loading = () => <Skeleton className="h-8 w-full" />;
const TokenForm = dynamic(() => import("./token-form.tsx").then((module) => module.TokenForm), { ssr: false, loading });
const FilterText = dynamic(() => import("./filter-text.tsx").then((module) => module.FilterText), { loading });

export type FilterBoxProps = {
  /** What is filtered, as a label: "Filter models". */
  label: string;
  vocabulary: Vocabulary;
  /** The filter as text of the search language; it may be wrong, and is shown so. */
  value: string;
  onChange: (filter: string) => void;
  /** Words to look for, where the list has such a search of its own; else words become a condition on the first text. */
  words?: { value: string; onChange: (words: string) => void };
  placeholder: string;
  /** Known values of a field, or of a tag under its key. */
  suggest?: Suggest;
  /** How many there are. */
  note?: string;
};

type Editing = { at: number } | "new" | null;
const nothingKnown: Suggest = () => [];

/** A filter as tokens to click and type, or as the same filter in text. Both say the one `value`. */
export function FilterBox({ label, vocabulary, value, onChange, words, placeholder, suggest = nothingKnown, note }: FilterBoxProps) {
  const box = useRef<HTMLElement>(null);
  const [asText, setAsText] = useState(false);
  const [editing, setEditing] = useState<Editing>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = parseSearch(value, vocabulary);
  const nodes = parsed.ok ? conjuncts(parsed.node) : [];
  const focus = (selector: string) => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(selector)?.focus());
  const change = (next: string) => { setEditing(null); onChange(next); };
  const add = (node: FilterNode) => change(filterText(allOf([...nodes, node])));
  const remove = (at: number) => { change(withToken(nodes, at, null)); focus(at > 0 ? `[data-token="${at - 1}"]` : "input[role=combobox]"); };
  const type = (text: string) => {
    const isWords = words !== undefined && typedOf(text, vocabulary).kind === "words";
    setDraft(isWords ? null : text);
    if (isWords) words.onChange(text);
    else if (words !== undefined && words.value !== "") words.onChange("");
  };
  const settle = (text: string): boolean => {
    const typed = typedOf(text, vocabulary);
    const node = typed.kind === "condition" ? typed.node : typed.kind === "words" && words === undefined ? wordsNode(text, vocabulary) : null;
    if (node === null) return false;
    setDraft(null);
    add(node);
    return true;
  };

  if (asText || !parsed.ok) return <FilterText label={label} vocabulary={vocabulary} value={value} onChange={onChange} close={() => { setAsText(false); focus("input[role=combobox]"); }} />;
  return (
    <search ref={box} aria-label={label} className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-1.5 gap-y-1 rounded-control border border-control bg-panel py-0.5 pr-1 pl-2.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent">
        <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
        <Tokens nodes={nodes} vocabulary={vocabulary} edit={(at) => setEditing({ at })} remove={remove} focus={focus} />
        <TypingBox vocabulary={vocabulary} suggest={suggest} label={placeholder} text={draft ?? words?.value ?? ""} type={type} settle={settle} back={() => focus(`[data-token="${nodes.length - 1}"]`)} />
        <span className="ml-auto flex items-center gap-1">
          {note === undefined ? null : <output className="px-1.5 text-ink-3">{note}</output>}
          <Button kind="ghost" className="min-h-7" onClick={() => setEditing("new")} aria-expanded={editing === "new"}>Add a filter</Button>
          <Button kind="ghost" className="min-h-7" onClick={() => setAsText(true)}>Edit as text</Button>
        </span>
      </div>
      {editing === null ? null : (
        <TokenForm key={editing === "new" ? "new" : editing.at} vocabulary={vocabulary} node={editing === "new" ? null : (nodes[editing.at] ?? null)} suggest={suggest}
          apply={(node) => { if (editing === "new") add(node); else change(withToken(nodes, editing.at, node)); focus(editing === "new" ? "input[role=combobox]" : `[data-token="${editing.at}"]`); }}
          asText={() => { setEditing(null); setAsText(true); }}
          close={() => { setEditing(null); focus("input[role=combobox]"); }} />
      )}
    </search>
  );
}
