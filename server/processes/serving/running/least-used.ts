/** What loaded versions that no route names may hold together. */
export const unroutedLimitBytes = 2 ** 30;

type Held = { usedAtMs: number; memoryBytes: number; /** A request runs on it. */ busy: boolean };

/** Which of them leave, so that the rest fits: those whose last request is longest ago first, and none that is busy. */
export function leastUsed<T extends Held>(held: readonly T[], limitBytes: number): T[] {
  let totalBytes = held.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const leaving: T[] = [];
  for (const one of held.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (totalBytes <= limitBytes) break;
    if (one.busy) continue;
    leaving.push(one);
    totalBytes -= one.memoryBytes;
  }
  return leaving;
}
