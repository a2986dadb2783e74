/** Timers that end with their owner. */

/** @throws Error when `work` takes longer; it goes on by itself, so it has to bear being repeated */
export async function timed<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export type Repeating = { /** Runs at once if it rests. */ wake(): void; stop(): Promise<void> };

/**
 * Runs `work`, rests as long as it says (milliseconds), and so on; never twice at once. `stop` waits for a run that is
 * under way.
 */
export function repeat(work: () => Promise<number>): Repeating {
  let stopped = false;
  let again = false;
  let wake: () => void = () => { again = true; };
  const rest = (ms: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  const running = (async () => {
    while (!stopped) {
      again = false;
      wake = () => { again = true; };
      const restMs = await work();
      if (!stopped && !again) await rest(restMs);
    }
  })();
  return {
    wake: () => wake(),
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
