import type { BaselineProfile, ReferenceColumn, SegmentCounts } from "./contract.ts";
import { asDouble } from "./baseline-column.ts";
import type { BaselineFile, FileColumn } from "./baseline-file.ts";
import { labelSql } from "./baseline-hours.ts";
import { castTo, overflowOf } from "./rules/cast.ts";
import { foldSegmented, newAccumulator, segmentRowsOf, toSegments } from "./rules/fold.ts";

type Values = (number | string | null)[];
type Read = { name: string; sql: string; valueOf: (value: unknown) => number | string | null };

async function readingOf(file: BaselineFile, { name, datatype, reference }: ReferenceColumn): Promise<Read> {
  const column: FileColumn = file.columns.find((candidate) => candidate.name === name) ?? { name, type: "" };
  if (reference.kind === "categorical") return { name, sql: await labelSql(file, { column, datatype }), valueOf: (value) => (typeof value === "string" ? value : null) };
  const [cast, overflow] = [castTo(datatype), overflowOf(datatype)];
  const number = (value: unknown) => {
    const x = Number(value);
    return Math.abs(x) >= overflow ? Math.sign(x) * Infinity : cast(x);
  };
  return { name, sql: await asDouble(file, { column, datatype }), valueOf: (value) => (value === null ? null : number(value)) };
}

/**
 * The baseline's rows by segment, counted as serving counts live ones: a segment's drift is measured against its own rows.
 * @returns null where no input segments the rows
 */
export async function countSegments(file: BaselineFile, profile: BaselineProfile): Promise<SegmentCounts | null> {
  const accumulator = newAccumulator(profile);
  if (accumulator.segments === null) return null;
  const reads: Read[] = [];
  for (const column of profile.columns) reads.push(await readingOf(file, column));
  const stream = await file.connection.stream(`SELECT ${reads.map(({ sql }) => sql).join(", ")} FROM source`);
  for (let chunk = await stream.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const rows = chunk.rowCount;
    const columns: Record<string, Values> = {};
    for (const [i, { name, valueOf }] of reads.entries()) {
      const vector = chunk.getColumnVector(i);
      columns[name] = Array.from({ length: rows }, (_, row) => valueOf(vector.getItem(row)));
    }
    foldSegmented(accumulator, { columns, rows, segments: segmentRowsOf(profile, columns, rows) });
  }
  return toSegments(accumulator) ?? null;
}
