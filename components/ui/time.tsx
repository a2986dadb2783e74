"use client";
import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import { absolute, lasting, relative } from "./format.ts";

const tickMs = 10_000;
const NowContext = createContext<number>(0);

const lastTick = () => Math.floor(Date.now() / tickMs) * tickMs;
function everyTick(changed: () => void): () => void {
  const timer = setInterval(changed, tickMs);
  return () => clearInterval(timer);
}

/** One clock a page. It begins at the server's moment, so that the first paint is the server's. */
export function NowProvider({ initial, children }: { initial: number; children: ReactNode }) {
  const now = useSyncExternalStore(everyTick, lastTick, () => initial);
  return <NowContext value={now}>{children}</NowContext>;
}

export const useNow = (): number => useContext(NowContext);

/** A moment: relative while recent, absolute on hover. */
export function Time({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const atMs = Date.parse(at);
  return <time dateTime={at} title={absolute(atMs)} className={className} suppressHydrationWarning>{relative(atMs, Math.max(now, atMs))}</time>;
}

/** How long something that began then has lasted. */
export function Lasting({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const atMs = Date.parse(at);
  return <time dateTime={at} title={`since ${absolute(atMs)}`} className={className} suppressHydrationWarning>{lasting(atMs, Math.max(now, atMs))}</time>;
}

/** The time of day, for lists of events of one day. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const atMs = Date.parse(at);
  const today = now - atMs < 86_400_000;
  return <time dateTime={at} title={absolute(atMs)} className={className} suppressHydrationWarning>{today ? new Date(atMs).toISOString().slice(11, 16) : relative(atMs, now)}</time>;
}
