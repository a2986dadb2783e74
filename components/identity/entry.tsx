import type { ReactNode } from "react";
import { Logo } from "../shell/logo.tsx";

/** The pages before the console: one column, the name, one thing to do. */
export function Entry({ title, sentence, children }: { title: string; sentence: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <p className="mb-5 flex items-center gap-2 text-head font-semibold"><Logo />Signalbox</p>
        <div className="rounded-panel border border-line bg-panel px-5 pt-4 pb-5">
          <h1 className="text-title font-semibold">{title}</h1>
          <p className="mt-1 mb-4 text-ink-2">{sentence}</p>
          {children}
        </div>
      </div>
    </main>
  );
}
