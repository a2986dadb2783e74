import type { Deps } from "../../platform/deps.ts";
import { samplesMarks, withheldOf, withhold } from "./sample-marks.ts";
import { deleteSamplesBefore, deleteSamplesOf, lockSamples, otherwiseWithheld, reader, sampledVersions, saveSamples } from "./store-samples.ts";
import { readTerms } from "./store-storage.ts";

const dayMs = 86_400_000;
const scrubbedAtOnce = 200;

/**
 * Lets go samples past their term and those of versions that are switched off, and takes values out of kept rows whose
 * columns were marked sensitive since. With the setting off, none stay.
 */
export async function keepSamples(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const { sampleDays } = await readTerms(deps.db);
  await deleteSamplesBefore(deps.db, deps.env.samples ? new Date(now.getTime() - sampleDays * dayMs) : now);
  const versions = await samplesMarks(reader(deps.db), await sampledVersions(deps.db));
  const off = [...versions].filter(([, terms]) => !terms.on).map(([versionId]) => versionId);
  if (off.length > 0) await deleteSamplesOf(deps.db, off);
  for (const [versionId, terms] of versions) {
    if (!terms.on) continue;
    const withheld = withheldOf(terms);
    const keys = await otherwiseWithheld(deps.db, { versionId, withheld, limit: scrubbedAtOnce });
    if (keys.length === 0) continue;
    await deps.db.write(async (sql) => {
      const locked = await lockSamples(sql, keys, now);
      await saveSamples(sql, locked.map(({ key, rows }) => ({ key, rows: rows.map((row) => withhold(row, terms)), withheld })), now);
    });
  }
}
