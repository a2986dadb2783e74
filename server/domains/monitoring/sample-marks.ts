import type { Sql } from "../../platform/db.ts";
import { predictionIdName, type SampledRow } from "./contract-samples.ts";
import { isSensitive, sampleTerms, type SampleTerms } from "./rules/samples/choose.ts";
import { columnTensors, sampleTags } from "./store-samples.ts";

/** What holds for versions now: a tensor's mark is one of each of its columns. */
export async function samplesMarks(sql: Sql, versionIds: readonly number[]): Promise<Map<number, SampleTerms>> {
  const terms = new Map((await sampleTags(sql, versionIds)).map(({ versionId, tags, modelTags }) => [versionId, sampleTerms(tags, modelTags)]));
  const marked = [...terms].flatMap(([versionId, { sensitive }]) => (sensitive.size > 0 ? [versionId] : []));
  if (marked.length === 0) return terms;
  for (const { versionId, columns } of await columnTensors(sql, marked)) {
    const own = terms.get(versionId);
    if (own) terms.set(versionId, { ...own, sensitive: new Set([...own.sensitive, ...columns.filter((column) => isSensitive(own, column)).map(({ name }) => name)]) });
  }
  return terms;
}

/** The marks as text, by which rows written under others are found. */
export const withheldOf = ({ sensitive }: SampleTerms): string => [...sensitive].sort().join(",");

/** A row without what is marked sensitive now. Serving leaves it out before; this is for marks that came after the row. */
export function withhold(row: SampledRow, { sensitive }: SampleTerms): SampledRow {
  if (sensitive.size === 0) return row;
  const { predictionId, reasons, ...rest } = row;
  const told = reasons?.filter(({ column }) => !sensitive.has(column)) ?? [];
  return {
    ...rest, values: Object.fromEntries(Object.entries(row.values).filter(([name]) => !sensitive.has(name))),
    ...(predictionId !== undefined && !sensitive.has(predictionIdName) ? { predictionId } : {}), ...(told.length > 0 ? { reasons: told } : {}),
  };
}
