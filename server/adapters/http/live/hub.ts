import type { Deps } from "#server/platform/deps.ts";
import { latestLive, readLive, type LiveRow } from "#server/platform/events.ts";

export type Listener = (rows: LiveRow[]) => void;

const pollMs = 200;
const batch = 500;

/** One reader of the live sequence for all streams of this process; it polls only while somebody listens. */
export type Hub = {
  /** Every row after the returned `from` will reach the listener, once, in order. */
  subscribe(listener: Listener): Promise<{ from: number; unsubscribe: () => void }>;
  readonly size: number;
};

export function createHub(deps: Pick<Deps, "db" | "log">): Hub {
  const listeners = new Set<Listener>();
  let cursor: number | null = null;
  let starting: Promise<number> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let complained = false;

  const poll = async (): Promise<void> => {
    try {
      const rows = await readLive(deps.db, { after: cursor ?? 0, limit: batch });
      const last = rows.at(-1);
      if (last !== undefined) cursor = last.seq;
      if (rows.length > 0) for (const listener of listeners) listener(rows);
      complained = false;
    } catch (error) {
      if (!complained) deps.log.warn("the live sequence cannot be read", { error: error as Error });
      complained = true;
    }
    schedule();
  };
  const schedule = (): void => {
    if (listeners.size === 0) {
      cursor = null;
      timer = undefined;
      return;
    }
    timer = setTimeout(() => void poll(), pollMs);
    timer.unref();
  };

  return {
    get size() { return listeners.size; },
    async subscribe(listener) {
      listeners.add(listener);
      try {
        if (cursor === null) {
          starting ??= latestLive(deps.db).finally(() => { starting = null; });
          const latest = await starting;
          cursor ??= latest;
        }
      } catch (error) {
        listeners.delete(listener);
        throw error;
      }
      if (timer === undefined) schedule();
      return { from: cursor, unsubscribe: () => void listeners.delete(listener) };
    },
  };
}
