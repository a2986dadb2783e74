import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { cx } from "./cx.ts";

const box = "w-full rounded-control border border-control bg-panel px-2.5 text-body text-ink placeholder:text-ink-3 aria-invalid:border-danger";
type Around = { label: string; hint?: ReactNode; problem?: string | null };
type Wired = { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined };

/** A label, its control, a hint and what is wrong with it, tied together. */
export function Field({ label, hint, problem, children }: Around & { children: (wired: Wired) => ReactNode }) {
  const id = useId();
  const described = problem ? `${id}-problem` : hint ? `${id}-hint` : undefined;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-body text-ink-2">{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": problem ? true : undefined })}
      {problem ? <p id={`${id}-problem`} className="text-note text-danger">{problem}</p> : hint ? <p id={`${id}-hint`} className="text-note text-ink-3">{hint}</p> : null}
    </div>
  );
}

export function Input({ label, hint, problem, className, ...rest }: Around & InputHTMLAttributes<HTMLInputElement>) {
  return <Field label={label} hint={hint} problem={problem}>{(wired) => <input {...rest} {...wired} className={cx(box, "h-8", className)} />}</Field>;
}

export function Textarea({ label, hint, problem, className, ...rest }: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <Field label={label} hint={hint} problem={problem}>{(wired) => <textarea rows={3} {...rest} {...wired} className={cx(box, "resize-y py-1.5", className)} />}</Field>;
}

export function Select({ label, hint, problem, className, children, ...rest }: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  return <Field label={label} hint={hint} problem={problem}>{(wired) => <select {...rest} {...wired} className={cx(box, "h-8", className)}>{children}</select>}</Field>;
}

export function Checkbox({ label, className, ...rest }: { label: string } & InputHTMLAttributes<HTMLInputElement>) {
  return <label className={cx("inline-flex items-center gap-2", className)}><input {...rest} type="checkbox" className="size-4 accent-accent" />{label}</label>;
}

/** One of a few, each with a line that says what it means. */
export function Radios({ legend, name, options, value, onChange }: { legend: string; name: string; options: readonly { value: string; text: string; note?: string }[]; value: string; onChange: (value: string) => void }) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-body text-ink-2">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={cx("flex cursor-pointer items-start gap-2.5 rounded-control border px-2.5 py-2", option.value === value ? "border-accent bg-accent-soft" : "border-line-2")}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} className="mt-0.5 size-4 accent-accent" />
          <span className="grid"><span className="font-medium">{option.text}</span>{option.note ? <span className="text-note text-ink-2">{option.note}</span> : null}</span>
        </label>
      ))}
    </fieldset>
  );
}
