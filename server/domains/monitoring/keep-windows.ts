import type { Deps } from "../../platform/deps.ts";
import { goneBy, goneOf, type Gone } from "./rules/terms.ts";
import { foldWidths, queryWidths } from "./rules/windows.ts";
import { deleteSegmentsBefore } from "./store-segments.ts";
import { deleteWindowsBefore, measureModels, readGone, readTerms, writeGone } from "./store-storage.ts";

const deletedAtOnce = 2000;
const measuredAtOnce = 100;
const measuredForMs = 600_000;

const same = (a: Gone, b: Gone) => [...b].every(([width, ms]) => goneOf(a, width) === ms);

/**
 * Lets go what the terms no longer keep. Where each width's memory ends is written first, so that nothing reads or adds to
 * what is about to go; every wider window holds the same counts already. Any number of workers may run it.
 * @returns how many windows went; 0 when nothing is due
 */
export async function expireWindows(deps: Deps): Promise<number> {
  const base = deps.env.baseWindowSeconds;
  const [terms, before] = await Promise.all([readTerms(deps.db), readGone(deps.db)]);
  const widths = foldWidths(base);
  const gone = goneBy(terms, { widths, readable: queryWidths(base), before }, deps.clock.now().getTime());
  if (!same(before, gone)) await deps.db.tx((tx) => writeGone(tx, gone));
  let count = 0;
  for (const widthSeconds of widths) {
    const beforeMs = goneOf(gone, widthSeconds);
    if (!Number.isFinite(beforeMs)) continue;
    const before = new Date(beforeMs);
    count += await deleteWindowsBefore(deps.db, { widthSeconds, before, limit: deletedAtOnce }) + await deleteSegmentsBefore(deps.db, { widthSeconds, before });
  }
  return count;
}

/** Weighs the windows of models that were not measured for ten minutes. @returns how many models were */
export async function measureStorage(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  return measureModels(deps.db, { before: new Date(now.getTime() - measuredForMs), now, limit: measuredAtOnce });
}
