"use client";
import { debounce, parseAsString, useQueryState, useQueryStates } from "nuqs";
import { useCallback, useEffect, useRef, useTransition } from "react";
import { columnIds, type ColumnSet } from "./column-ids.ts";

const typingMs = 250;
const parsers = { query: parseAsString, filter: parseAsString, cursor: parseAsString, view: parseAsString };

/** What narrows the list, in the address: typing begins again at the first page. */
export function useSearch() {
  const [searching, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, startTransition });
  return {
    searching, query: asked.query ?? "", filter: asked.filter ?? "",
    // "all": where nothing is asked any more, so that the view that opens first does not take its place.
    setQuery: (query: string) => void setAsked({ query: query || null, cursor: null, view: asked.view ?? (query === "" && !asked.filter ? "all" : null) }, { limitUrlUpdates: debounce(typingMs) }),
    setFilter: (filter: string) => void setAsked({ filter: filter || null, cursor: null, view: asked.view ?? (filter === "" && !asked.query ? "all" : null) }),
    setView: (id: number) => void setAsked({ view: String(id) }),
  };
}

/** The chosen columns: in the address, and remembered by this browser for an address that says none. */
export function useColumns(set: ColumnSet) {
  const [text, setText] = useQueryState("columns", { history: "replace", shallow: true });
  // Once: a later null is a person's own choice of the usual columns.
  const remembered = useRef(false);
  useEffect(() => {
    if (remembered.current) return;
    remembered.current = true;
    const kept = columnIds(set, localStorage.getItem(set.memory));
    if (text === null && kept !== undefined) void setText(kept.join(","));
  }, [set, text, setText]);
  const choose = useCallback((ids: readonly string[]) => {
    const chosen = columnIds(set, ids.join(","));
    if (chosen === undefined) localStorage.removeItem(set.memory); else localStorage.setItem(set.memory, chosen.join(","));
    void setText(chosen?.join(",") ?? null);
  }, [set, setText]);
  return { columns: columnIds(set, text), choose };
}
