import type { Sql } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { sampleWindowSeconds, type SampledRow, type SampleWindow } from "./contract-samples.ts";
import type { SampleTerms } from "./rules/samples/choose.ts";
import { keepRows } from "./rules/samples/keep.ts";
import { samplesMarks, withheldOf, withhold } from "./sample-marks.ts";
import { lockSamples, saveSamples, type SampleKey } from "./store-samples.ts";

const keyOf = ({ versionId, environment, startsAtMs }: SampleKey) => JSON.stringify([versionId, environment, startsAtMs]);

/** Adds rows to the samples of their windows; of each window the rows of SPEC P1 stay. Rows of a version that is switched off are passed over. */
export async function foldSamples(deps: Deps, sql: Sql, given: readonly SampleWindow[]): Promise<void> {
  if (!deps.env.samples || given.length === 0) return;
  const now = deps.clock.now();
  const terms = await samplesMarks(sql, [...new Set(given.map(({ versionId }) => versionId))]);
  const parts = new Map<string, { key: SampleKey; rows: SampledRow[]; terms: SampleTerms }>();
  for (const { versionId, environment, startsAtMs, rows } of given) {
    const own = terms.get(versionId);
    if (!own?.on || startsAtMs % (sampleWindowSeconds * 1000) !== 0) continue;
    const key = { versionId, environment, startsAtMs };
    let part = parts.get(keyOf(key));
    if (!part) parts.set(keyOf(key), (part = { key, rows: [], terms: own }));
    part.rows.push(...rows);
  }
  if (parts.size === 0) return;
  const locked = await lockSamples(sql, [...parts.values()].map(({ key }) => key), now);
  await saveSamples(sql, locked.flatMap((stored) => {
    const part = parts.get(keyOf(stored.key));
    if (!part) return [];
    return [{ key: stored.key, rows: keepRows([...stored.rows, ...part.rows].map((row) => withhold(row, part.terms))), withheld: withheldOf(part.terms) }];
  }), now);
}
