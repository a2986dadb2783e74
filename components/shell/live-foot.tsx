"use client";
import { cx } from "../ui/cx.ts";
import { useLiveState } from "./live.tsx";

/** How far behind the newest event was when it came. */
export function LiveFoot() {
  const { link, lagMs } = useLiveState();
  const live = link === "live";
  const words = link === "live" ? (lagMs === null ? "Live" : `Live · ${(lagMs / 1000).toFixed(1)} s behind`) : link === "connecting" ? "Connecting" : "Reconnecting";
  return (
    <p className="flex items-center gap-2 px-4 py-3 text-note text-ink-2">
      <span aria-hidden="true" className={cx("size-2.5 rounded-full", live ? "bg-clear" : "border-2 border-ink-3")} />{words}
    </p>
  );
}
