"use client";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { filterText, isKeyed, parseSearch, type Vocabulary } from "#server/shared/filter/index.ts";
import { Button } from "../ui/button.tsx";

type FilterTextProps = { label: string; vocabulary: Vocabulary; value: string; onChange: (filter: string) => void; close: () => void };

const type = "col-start-1 row-start-1 min-h-9 w-full rounded-control px-2.5 py-1.5 font-mono text-note leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]";

/** The filter as text. What cannot be read is marked where it stands; Enter applies it. */
export function FilterText({ label, vocabulary, value, onChange, close }: FilterTextProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(value);
  const parsed = parseSearch(text, vocabulary);
  const problem = parsed.ok ? null : parsed.problem;
  useEffect(() => { area.current?.focus(); }, []);
  const apply = () => {
    if (parsed.ok) { onChange(filterText(parsed.node)); return true; }
    area.current?.focus();
    area.current?.setSelectionRange(parsed.problem.at, parsed.problem.end);
    return false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); apply(); }
    if (event.key === "Escape" && parsed.ok) close();
  };
  return (
    <search aria-label={label} className="grid gap-1.5">
      <div className="grid rounded-control border border-control bg-panel has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-2 has-[textarea:focus-visible]:outline-accent">
        <div aria-hidden="true" className={`${type} text-transparent`}>
          {problem === null ? text : <>{text.slice(0, problem.at)}<span className="underline decoration-danger decoration-wavy underline-offset-4">{text.slice(problem.at, problem.end) || "\u00a0\u00a0"}</span>{text.slice(problem.end)}</>}{"\n"}
        </div>
        <textarea ref={area} aria-label={`${label}, as text`} aria-invalid={problem !== null || undefined} aria-describedby={`${id}-says`} spellCheck={false} rows={1} value={text}
          onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} placeholder="owner = 'Arrivals' AND (metrics.auc > 0.9 OR tags.tier = 1)" className={`${type} resize-none overflow-hidden bg-transparent outline-none placeholder:text-ink-3`} />
      </div>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5">
        <p id={`${id}-says`} className="min-w-0 flex-1 basis-72 text-note text-ink-3" aria-live="polite">
          {problem === null ? <>AND, OR, NOT and parentheses between conditions on {vocabulary.fields.map((field) => (isKeyed(field) ? `${field.name}.KEY` : field.name)).join(", ")}. Text stands in quotes.</>
            : <span className="text-danger">Character {problem.at + 1}: {problem.message}</span>}
        </p>
        <span className="flex gap-2">
          <Button onClick={() => { if (apply()) close(); }} disabledReason={problem === null ? null : "Mend the text first: it cannot be read."}>Show as tokens</Button>
          <Button kind="primary" onClick={apply} disabledReason={problem === null ? null : "Mend the text first: it cannot be read."}>Apply</Button>
        </span>
      </div>
    </search>
  );
}
