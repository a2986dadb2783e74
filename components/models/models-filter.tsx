"use client";
import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";

const typingMs = 250;
const parsers = { query: parseAsString, tag: parseAsString, cursor: parseAsString };
const box = "min-h-8 w-full bg-transparent outline-none placeholder:text-ink-3";

/** Search and tag, both in the address; typing begins again at the first page. */
export function ModelsFilter({ note }: { note: string }) {
  const [searching, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(typingMs), startTransition });
  return (
    <search className="flex flex-wrap items-center gap-x-2 rounded-control border border-control bg-panel pr-3 pl-2.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent">
      <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
      <div className="min-w-40 flex-1"><input type="search" aria-label="Search models by name, owner or words" value={asked.query ?? ""} onChange={(event) => void setAsked({ query: event.target.value || null, cursor: null })} placeholder="name, owner or words" className={box} /></div>
      <div className="min-w-28 border-line md:border-l md:pl-3"><input aria-label="Filter by tag: key or key=value" value={asked.tag ?? ""} onChange={(event) => void setAsked({ tag: event.target.value || null, cursor: null })} placeholder="tag or tag=value" className={box} /></div>
      <output className="text-ink-3">{searching ? "Searching" : note}</output>
    </search>
  );
}
