import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** Words under a control on hover and on focus; `id` is what the control names in aria-describedby. */
export function Tooltip({ id, text, wide, children }: { id: string; text: string; wide?: boolean; children: ReactNode }) {
  return (
    <span className={cx("group relative", wide ? "block" : "inline-block")}>
      {children}
      <span id={id} role="tooltip"
        className="pointer-events-none invisible absolute top-full right-0 z-30 mt-1 w-max max-w-64 rounded-control border border-line-2 bg-panel px-2.5 py-1.5 text-left text-note font-normal whitespace-normal text-ink-2 group-focus-within:visible group-hover:visible">
        {text}
      </span>
    </span>
  );
}
