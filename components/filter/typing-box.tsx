"use client";
import { useId, useState, type KeyboardEvent } from "react";
import type { Vocabulary } from "#server/shared/filter/index.ts";
import { cx } from "../ui/cx.ts";
import { type Completion, completionsOf, type Suggest, typedOf } from "./tokens.ts";

type TypingProps = {
  vocabulary: Vocabulary; suggest: Suggest; label: string; text: string;
  type: (text: string) => void;
  /** Makes a token of what stands there; false where it is none yet. */
  settle: (text: string) => boolean;
  /** To the last token. */
  back: () => void;
};

/** One line for words and for `owner:Arrivals`, with what may follow beneath it. */
export function TypingBox({ vocabulary, suggest, label, text, type, settle, back }: TypingProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [refused, setRefused] = useState(false);
  const options = open ? completionsOf(text, vocabulary, suggest) : [];
  const typed = refused ? typedOf(text, vocabulary) : null;
  const problem = typed?.kind === "unfinished" ? typed.problem.message : null;
  const change = (next: string) => { setOpen(true); setChosen(-1); setRefused(false); type(next); };
  const take = (option: Completion) => { change(option.text); if (option.whole && settle(option.text)) setOpen(false); };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Backspace" && text === "") { event.preventDefault(); back(); }
    if (event.key === "Escape" && options.length > 0) { event.stopPropagation(); setOpen(false); }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0) {
      event.preventDefault();
      setChosen((now) => (now + (event.key === "ArrowDown" ? 1 : options.length) + (now < 0 && event.key === "ArrowUp" ? 1 : 0)) % options.length);
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const option = options[chosen];
    if (option) take(option);
    else if (settle(text)) setOpen(false);
    else setRefused(true);
  };
  return (
    <span className="relative min-w-36 flex-1">
      <input role="combobox" aria-label={label} aria-expanded={options.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-invalid={problem !== null || undefined} aria-describedby={problem === null ? undefined : `${id}-problem`}
        aria-activedescendant={chosen >= 0 && options[chosen] ? `${id}-${chosen}` : undefined} autoComplete="off" spellCheck={false} placeholder={label} value={text}
        onChange={(event) => change(event.target.value)} onKeyDown={onKeyDown} onFocus={() => setOpen(true)} onBlur={() => setOpen(false)}
        className="min-h-7 w-full bg-transparent outline-none placeholder:text-ink-3" />
      <span role="listbox" id={`${id}-list`} aria-label="What may follow" className={cx("absolute top-full left-0 z-30 mt-1.5 w-max max-w-[min(24rem,80vw)] min-w-48 rounded-control border border-line-2 bg-panel py-1", options.length === 0 && "hidden")}>
        {options.map((option, at) => (
          <span key={option.text} id={`${id}-${at}`} role="option" aria-selected={at === chosen} tabIndex={-1} onPointerDown={(event) => { event.preventDefault(); take(option); }}
            className={cx("flex cursor-pointer items-baseline justify-between gap-4 px-2.5 py-1", at === chosen ? "bg-accent-soft" : "hover:bg-sunk")}>
            <span className="truncate">{option.words}</span><code className="truncate text-note text-ink-3">{option.text}</code>
          </span>
        ))}
      </span>
      {problem === null ? null : <span id={`${id}-problem`} role="alert" className="absolute top-full left-0 z-20 mt-1.5 w-max max-w-[min(28rem,80vw)] rounded-control border border-danger bg-panel px-2.5 py-1 text-note text-danger">{problem}</span>}
    </span>
  );
}
