"use client";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { CopyBlock } from "./copy.tsx";

/** What would be here, and the lines to paste that bring it. */
export function EmptyState({ title, children, lines, lang }: { title: string; children?: ReactNode; lines?: string; lang?: string }) {
  return (
    <div className="grid gap-3 px-3.5 py-6">
      <div className="grid max-w-prose gap-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="text-ink-2">{children}</div> : null}
      </div>
      {lines ? <div className="max-w-3xl"><CopyBlock text={lines} label={`Copy these ${lang ?? "lines"}`} /></div> : null}
    </div>
  );
}

/** What happened, what stays true, what to do. */
export function ErrorState({ happened, stays, todo, retry }: { happened: string; stays?: string; todo?: string; retry?: () => void }) {
  return (
    <div role="alert" className="grid max-w-prose gap-2 px-3.5 py-6">
      <p className="font-medium">{happened}</p>
      {stays ? <p className="text-ink-2">{stays}</p> : null}
      {todo ? <p className="text-ink-2">{todo}</p> : null}
      {retry ? <div className="pt-1"><Button onClick={retry}>Try again</Button></div> : null}
    </div>
  );
}
