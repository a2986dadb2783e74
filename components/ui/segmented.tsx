"use client";
import { cx } from "./cx.ts";

/** One of a few, all of them seen. */
export function SegmentedControl<Value extends string>({ label, options, value, onChange }: { label: string; options: readonly { value: Value; text: string }[]; value: Value; onChange: (value: Value) => void }) {
  return (
    <fieldset aria-label={label} className="m-0 inline-flex min-w-0 overflow-hidden rounded-control border border-line-2 bg-panel">
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}
          className={cx("min-h-7 border-r border-line-2 px-2.5 font-medium -outline-offset-2 last:border-r-0 focus-visible:-outline-offset-2", option.value === value ? "bg-accent-soft text-accent" : "text-ink hover:bg-sunk")}>
          {option.text}
        </button>
      ))}
    </fieldset>
  );
}
