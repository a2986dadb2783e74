import type { ReactNode } from "react";

/** Title, lamp or state, one sentence in plain words, and the page's levers. */
export function PageHead({ title, mark, sentence, actions, children }: { title: ReactNode; mark?: ReactNode; sentence?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1"><h1 className="text-title font-semibold [overflow-wrap:anywhere]">{title}</h1>{mark}</div>
        {sentence ? <p className="max-w-[80ch] text-ink-2">{sentence}</p> : null}
        {children}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
