"use client";
import { X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { type FilterNode, filterText, type Vocabulary } from "#server/shared/filter/index.ts";
import { tokenWords } from "./tokens.ts";

type TokensProps = { nodes: readonly FilterNode[]; vocabulary: Vocabulary; edit: (at: number) => void; remove: (at: number) => void; focus: (selector: string) => void };

/** What has to hold, each as a token: Enter edits it, Delete removes it, arrows move along. */
export function Tokens({ nodes, vocabulary, edit, remove, focus }: TokensProps) {
  const move = (event: KeyboardEvent, at: number) => {
    const to = event.key === "ArrowLeft" ? at - 1 : event.key === "ArrowRight" ? at + 1 : null;
    if (to !== null) { event.preventDefault(); focus(to >= nodes.length ? "input[role=combobox]" : `[data-token="${Math.max(to, 0)}"]`); }
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); remove(at); }
  };
  return nodes.map((node, at) => {
    const words = tokenWords(node, vocabulary);
    return (
      <span key={`${at} ${filterText(node)}`} className="inline-flex max-w-full items-center rounded-tag bg-sunk text-ink">
        <button type="button" data-token={at} title={`${filterText(node)} · Enter edits, Delete removes`} onClick={() => edit(at)} onKeyDown={(event) => move(event, at)} className="min-h-6 truncate rounded-tag px-1.5 text-note hover:text-accent">{words}</button>
        <button type="button" aria-label={`Remove: ${words}`} onClick={() => remove(at)} className="inline-flex size-6 shrink-0 items-center justify-center rounded-tag text-ink-3 hover:text-ink"><X size={12} aria-hidden="true" /></button>
      </span>
    );
  });
}
