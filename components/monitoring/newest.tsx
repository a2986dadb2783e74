"use client";
import { useSyncExternalStore } from "react";
import { span } from "../ui/format.ts";

const tickMs = 200;
function everyTick(changed: () => void): () => void {
  const timer = setInterval(changed, tickMs);
  return () => clearInterval(timer);
}
const tick = () => Math.floor(Date.now() / tickMs) * tickMs;

/** "newest 0.4 s ago": how old the newest counter is, to a tenth while it is young. */
export function Newest({ at }: { at: string | null }) {
  const now = useSyncExternalStore(everyTick, tick, () => null);
  if (at === null) return <span className="text-ink-3">nothing counted yet</span>;
  const seconds = now === null ? null : Math.max(0, (now - Date.parse(at)) / 1000);
  return <span className="text-ink-3" title={at}>newest {seconds === null ? "–" : seconds < 10 ? `${seconds.toFixed(1)} s` : span(seconds)} ago</span>;
}
