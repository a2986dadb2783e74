"use client";
import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";

const typingMs = 250;
const parsers = { query: parseAsString, cursor: parseAsString };

/** A list's search: what is typed goes into the address, and the server looks for it. */
export function SearchBox({ label, placeholder, note }: { label: string; placeholder: string; note: string }) {
  const [searching, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(typingMs), startTransition });
  return (
    <search className="flex items-center gap-2 rounded-control border border-control bg-panel pr-3 pl-2.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent">
      <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
      <input type="search" aria-label={label} value={asked.query ?? ""} onChange={(event) => void setAsked({ query: event.target.value || null, cursor: null })} placeholder={placeholder} className="min-h-8 w-full bg-transparent outline-none placeholder:text-ink-3" />
      <output className="whitespace-nowrap text-ink-3">{searching ? "Searching" : note}</output>
    </search>
  );
}
