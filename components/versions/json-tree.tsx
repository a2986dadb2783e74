"use client";
import { useState, type ReactNode } from "react";
import { plural } from "../ui/format.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const step = 100;
/** What is open at first: this many levels, of branches no wider than that. */
const openLevels = 2;
const openWidth = 40;

function Leaf({ value }: { value: Exclude<Json, object> | null }) {
  if (typeof value === "string") return <span className="[overflow-wrap:anywhere]">{JSON.stringify(value)}</span>;
  return <span className="text-accent">{String(value)}</span>;
}

function Branch({ name, value, depth }: { name: ReactNode; value: Json[] | { [key: string]: Json }; depth: number }) {
  const entries = Array.isArray(value) ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
  const [open, setOpen] = useState(depth < openLevels && entries.length <= openWidth);
  const [shown, setShown] = useState(step);
  const what = Array.isArray(value) ? `[${plural(entries.length, "item", "items")}]` : `{${plural(entries.length, "key", "keys")}}`;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer">{name}<span className="text-ink-3">{what}</span></summary>
      {open ? (
        <ul className="ml-2 border-l border-line pl-3">
          {entries.slice(0, shown).map(([key, item]) => <li key={key}><Node name={<span className="text-ink-2">{key}: </span>} value={item} depth={depth + 1} /></li>)}
          {entries.length > shown ? <li><button type="button" className="sb-link" onClick={() => setShown(shown + step)}>{plural(entries.length - shown, "more", "more")}</button></li> : null}
        </ul>
      ) : null}
    </details>
  );
}

function Node({ name, value, depth }: { name: ReactNode; value: Json; depth: number }) {
  if (typeof value === "object" && value !== null) return <Branch name={name} value={value} depth={depth} />;
  return <div className="pl-4">{name}<Leaf value={value} /></div>;
}

/** JSON as branches that open and close; each shows its first members, and more when asked. */
export function JsonTree({ value }: { value: unknown }) {
  return <div className="overflow-x-auto px-3.5 py-3 font-mono text-note"><Node name={null} value={value as Json} depth={0} /></div>;
}
