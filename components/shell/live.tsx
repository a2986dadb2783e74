"use client";
import { useQueryClient, type QueryFilters } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useRef, useSyncExternalStore, useState, type ReactNode } from "react";
import { paths } from "#server/shared/paths.ts";

/** What the stream says has happened; the list is the outbox's. */
export const liveKinds = [
  "version.created", "version.changed", "model.changed", "alias.set", "baseline.changed", "release.requested", "release.decided", "release.changed",
  "route.changed", "embed.created", "embed.revoked", "windows.folded", "states.judged", "storage.changed", "monitor.changed", "alert.changed", "demo.progress",
] as const;
export type LiveKind = (typeof liveKinds)[number];
export type LiveEvent = { seq: number; kind: LiveKind; model?: string; environment?: string; at: string } & Record<string, unknown>;
type Handler = (event: LiveEvent) => void;

export type LiveState = { link: "connecting" | "live" | "reconnecting"; /** How old the newest event was when it arrived. */ lagMs: number | null };
const reopenMs = 3_000;
const refreshEveryMs = 1_000;

/** One stream a page, whoever listens: HTTP/1.1 has six connections an origin. */
class LiveStream {
  private readonly handlers = new Set<{ kinds: ReadonlySet<LiveKind>; handler: Handler }>();
  private readonly watchers = new Set<() => void>();
  private state: LiveState = { link: "connecting", lagMs: null };
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly read = (): LiveState => this.state;
  readonly watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => { this.watchers.delete(watcher); };
  };
  subscribe(kinds: readonly LiveKind[], handler: Handler): () => void {
    const entry = { kinds: new Set(kinds), handler };
    this.handlers.add(entry);
    return () => { this.handlers.delete(entry); };
  }
  /** @param reopened called when the stream is back after a break: what was missed may be anything */
  open(reopened: () => void): () => void {
    this.connect(reopened);
    return () => { clearTimeout(this.timer); this.source?.close(); this.source = null; };
  }
  private connect(reopened: () => void): void {
    const source = new EventSource(paths.live());
    this.source = source;
    source.onopen = () => {
      if (this.state.link === "reconnecting") reopened();
      this.set({ link: "live", lagMs: null });
    };
    source.onerror = () => {
      this.set({ link: "reconnecting", lagMs: null });
      // The browser tries again by itself unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED) this.timer = setTimeout(() => this.connect(reopened), reopenMs);
    };
    for (const kind of liveKinds) source.addEventListener(kind, (message: MessageEvent<string>) => this.take(kind, message.data));
  }
  private take(kind: LiveKind, data: string): void {
    const event = { ...(JSON.parse(data) as Omit<LiveEvent, "kind">), kind } as LiveEvent;
    this.set({ link: "live", lagMs: Math.max(0, Date.now() - Date.parse(event.at)) });
    for (const entry of this.handlers) if (entry.kinds.has(kind)) entry.handler(event);
  }
  private set(state: LiveState): void {
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

const LiveContext = createContext<LiveStream | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [stream] = useState(() => new LiveStream());
  const queries = useQueryClient();
  useEffect(() => stream.open(() => void queries.invalidateQueries()), [stream, queries]);
  return <LiveContext value={stream}>{children}</LiveContext>;
}

function useStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (stream === null) throw new Error("the live stream is for pages inside the console");
  return stream;
}

const connecting: LiveState = { link: "connecting", lagMs: null };
export function useLiveState(): LiveState {
  const stream = useStream();
  return useSyncExternalStore(stream.watch, stream.read, () => connecting);
}

/** Calls `handler` for each event of these kinds; `kinds` is a constant list. */
export function useLive(kinds: readonly LiveKind[], handler: Handler): void {
  const stream = useStream();
  const latest = useRef(handler);
  useEffect(() => { latest.current = handler; });
  useEffect(() => stream.subscribe(kinds, (event) => latest.current(event)), [stream, kinds]);
}

/**
 * Asks again for these queries when such an event arrives: at once, then at most once in `everyMs`, and never while the
 * last answer is still awaited (a slow answer must not be cancelled by the next event for ever). `model` and
 * `environment` leave others out; no filters, no asking.
 */
export function useLiveRefresh(kinds: readonly LiveKind[], filters: QueryFilters[], more: { model?: string; environment?: string; everyMs?: number } = {}): void {
  const queries = useQueryClient();
  const asked = useRef(filters);
  useEffect(() => { asked.current = filters; });
  const state = useRef({ due: false, running: false, gone: false, startedAt: 0 });
  useEffect(() => {
    const own = state.current;
    own.gone = false;
    return () => { own.gone = true; };
  }, []);
  const everyMs = more.everyMs ?? refreshEveryMs;
  const refresh = useCallback((event: LiveEvent) => {
    if (more.model !== undefined && event.model !== undefined && event.model !== more.model) return;
    if (more.environment !== undefined && event.environment !== undefined && event.environment !== more.environment) return;
    const own = state.current;
    own.due = true;
    if (own.running) return;
    own.running = true;
    const run = async () => {
      while (own.due && !own.gone) {
        const restMs = own.startedAt + everyMs - Date.now();
        if (restMs > 0) await new Promise((resolve) => { setTimeout(resolve, restMs); });
        own.due = false;
        own.startedAt = Date.now();
        await Promise.allSettled(asked.current.map((filter) => queries.invalidateQueries(filter, { cancelRefetch: false })));
      }
      own.running = false;
    };
    void run();
  }, [queries, more.model, more.environment, everyMs]);
  useLive(kinds, refresh);
}
