import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A small word in grey, or in the accent when it waits for the person looking. */
export function Tag({ children, tone = "plain", className }: { children: ReactNode; tone?: "plain" | "accent" | "outline"; className?: string }) {
  const tones = { plain: "bg-sunk text-ink-2", accent: "bg-accent-soft text-accent", outline: "border border-line-2 text-ink-2" } as const;
  return <span className={cx("inline-flex items-center max-w-full rounded-tag px-1.5 text-note [overflow-wrap:anywhere]", tones[tone], className)}>{children}</span>;
}
