"use client";
import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from "react";

/** One moment for all charts of a page. Outside of React's state: only what draws the crosshair follows it. */
class CrosshairStore {
  private at: number | null = null;
  private readonly watchers = new Set<() => void>();
  readonly read = (): number | null => this.at;
  readonly watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => { this.watchers.delete(watcher); };
  };
  readonly set = (at: number | null): void => {
    if (at === this.at) return;
    this.at = at;
    for (const watcher of this.watchers) watcher();
  };
}

const CrosshairContext = createContext<CrosshairStore | null>(null);

/** Charts inside share one crosshair. */
export function CrosshairProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => new CrosshairStore());
  return <CrosshairContext value={store}>{children}</CrosshairContext>;
}

const nowhere = (): number | null => null;

/** Where the crosshair stands, in epoch ms, and how to move it. A chart outside of a provider has one of its own. */
export function useCrosshair(): [at: number | null, set: (at: number | null) => void] {
  const shared = useContext(CrosshairContext);
  const [own] = useState(() => new CrosshairStore());
  const store = shared ?? own;
  return [useSyncExternalStore(store.watch, store.read, nowhere), store.set];
}
