import { useId, type ReactNode } from "react";
import { cx } from "./cx.ts";

type PanelProps = { title?: string; note?: ReactNode; actions?: ReactNode; className?: string; tone?: "danger"; children: ReactNode; /** Text and forms want it; tables bring their own. */ padded?: boolean };

/** A panel with a head: title, what it rests on, actions at the right. Never inside another. */
export function Panel({ title, note, actions, className, tone, padded, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={title ? id : undefined} className={cx("min-w-0 rounded-panel border bg-panel", tone === "danger" ? "border-danger" : "border-line", className)}>
      {title || actions ? (
        <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3.5 py-2">
          {title ? <h2 id={id} className="text-head font-semibold">{title}</h2> : null}
          {note ? <span className="min-w-0 text-body text-ink-3">{note}</span> : null}
          {actions ? <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div> : null}
        </header>
      ) : null}
      {padded ? <div className="px-3.5 py-3">{children}</div> : children}
    </section>
  );
}

/** The foot of a panel: counts, windows, where the rest is. */
export function PanelFoot({ children }: { children: ReactNode }) {
  return <footer className="flex flex-wrap items-center gap-3 border-t border-line px-3.5 py-2 text-note text-ink-3">{children}</footer>;
}
