import type { Log } from "../../platform/log.ts";

/** One thing that moves by itself: runs, rests, runs again; never twice at once. */
export type Loop = { name: string; restMs: number; run: () => Promise<number | boolean | void> };

/**
 * Runs every loop until disposed. A loop that did something runs again at once; one that failed rests ten times as
 * long and says so, once for each new reason.
 */
export function startLoops(loops: readonly Loop[], log: Log): AsyncDisposable {
  let stopped = false;
  const wake = new Set<() => void>();
  const rest = (ms: number) => new Promise<void>((resolve) => {
    const done = () => { clearTimeout(timer); wake.delete(done); resolve(); };
    const timer = setTimeout(done, ms);
    wake.add(done);
  });
  const running = loops.map(async (loop) => {
    let lastReason = "";
    while (!stopped) {
      try {
        const did = await loop.run();
        lastReason = "";
        if (!did) await rest(loop.restMs);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== lastReason) log.error(`${loop.name} failed; it is tried again`, { reason });
        lastReason = reason;
        await rest(Math.min(10_000, loop.restMs * 10));
      }
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      for (const done of wake) done();
      await Promise.all(running);
    },
  };
}
