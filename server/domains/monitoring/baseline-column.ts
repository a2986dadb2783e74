import type { ReferenceColumn } from "./contract.ts";
import { quoteName, readRows, type BaselineFile, type FileColumn } from "./baseline-file.ts";
import { BaselineProblem } from "./baseline-problem.ts";
import { castTo, isWhole, overflowOf } from "./rules/cast.ts";
import { categoricalIntegers, kindOf, mostLabels } from "./rules/columns.ts";
import { edgeBuilder } from "./rules/edges.ts";
import { labelOf } from "./rules/labels.ts";
import { momentsBuilder, sketchBuilder, type Chunk } from "./rules/reference.ts";

type Reference = ReferenceColumn["reference"];
type Target = { column: FileColumn; datatype: string };
type LabelRow = { label: string; rows: number };

const wholeTypes = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const numberTypes = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/;
const isNumberType = (type: string) => numberTypes.test(type);

async function numbersOf(file: BaselineFile, sql: string): Promise<number[]> {
  return ((await readRows(file.connection, sql))[0] ?? []).map(Number);
}

/** The column as doubles. Casting to the tensor's datatype happens on the sorted doubles, by one rule for every reader. */
export async function asDouble(file: BaselineFile, { column, datatype }: Target): Promise<string> {
  const name = quoteName(column.name);
  if (isNumberType(column.type)) return `CAST(${name} AS DOUBLE)`;
  if (column.type === "BOOLEAN") return `CAST(CAST(${name} AS TINYINT) AS DOUBLE)`;
  if (column.type !== "VARCHAR") throw new BaselineProblem(`Column ${column.name} of the file holds ${column.type} values, and the model reads ${datatype} there.`);
  const text = `NULLIF(trim(${name}), '')`;
  const [wrong] = await readRows(file.connection, `SELECT ${text} FROM source WHERE ${text} IS NOT NULL AND TRY_CAST(${text} AS DOUBLE) IS NULL LIMIT 1`);
  const example = wrong?.[0];
  if (example !== undefined) throw new BaselineProblem(`Column ${column.name} of the file holds text that is no number (“${example.slice(0, 40)}”), and the model reads ${datatype} there.`);
  return `TRY_CAST(${text} AS DOUBLE)`;
}

async function labelRows(file: BaselineFile, sql: string): Promise<LabelRow[]> {
  const merged = new Map<string, number>();
  for (const [value = "", rows] of await readRows(file.connection, sql)) {
    const label = labelOf(value);
    merged.set(label, (merged.get(label) ?? 0) + Number(rows));
  }
  return [...merged].map(([label, rows]) => ({ label, rows })).sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
}

const categorical = (labels: readonly LabelRow[], missing: number): Reference => ({ kind: "categorical", labels: labels.map(({ label }) => label), counts: labels.map(({ rows }) => rows), missing });

/** Strings and booleans. Null when there are too many labels to be bins. */
async function profileLabels(file: BaselineFile, { column, datatype }: Target): Promise<Reference | null> {
  const name = quoteName(column.name);
  const label = datatype === "BOOL" ? `CAST(TRY_CAST(${name} AS BOOLEAN) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`;
  const labels = await labelRows(file, `SELECT label, count(*)::DOUBLE FROM (SELECT ${label} AS label FROM source) WHERE label IS NOT NULL GROUP BY label LIMIT ${mostLabels + 1}`);
  if (labels.length > mostLabels) return null;
  return categorical(labels, file.rows - labels.reduce((sum, { rows }) => sum + rows, 0));
}

/** A whole number as its label. Text keeps 64 bits exact. */
export const wholeLabel = (column: FileColumn, value: string): string => (wholeTypes.test(column.type) ? `CAST(${quoteName(column.name)} AS VARCHAR)` : `CAST(CAST(trunc(${value}) AS HUGEINT) AS VARCHAR)`);

/** Labels of a whole-number column with few distinct values; null when it has more. */
async function fewWholeLabels(file: BaselineFile, { column }: Target, value: string): Promise<LabelRow[] | null> {
  const label = wholeLabel(column, value);
  const labels = await labelRows(file, `SELECT label, count(*)::DOUBLE FROM (SELECT ${label} AS label FROM source WHERE isfinite(${value})) GROUP BY label LIMIT ${categoricalIntegers + 1}`);
  return kindOf("INT64", labels.length) === "categorical" ? labels : null;
}

/** Bins, moments and sketch of a numeric column, in two passes over its values in ascending order. */
async function profileNumbers(file: BaselineFile, target: Target): Promise<Reference> {
  const value = await asDouble(file, target);
  // NaN sorts over infinity in DuckDB, so it is over every bound too.
  const overflow = overflowOf(target.datatype);
  const isInner = overflow === Infinity ? `isfinite(${value})` : `abs(${value}) < ${overflow}::DOUBLE`;
  const [missing = 0, inner = 0, distinct = 0] = await numbersOf(file, `SELECT (count(*) FILTER (WHERE ${value} IS NULL OR isnan(${value})))::DOUBLE, (count(*) FILTER (WHERE ${isInner}))::DOUBLE, approx_count_distinct(${value})::DOUBLE FROM source`);
  if (isWhole(target.datatype) && missing + inner === file.rows && inner > 0) {
    const labels = await fewWholeLabels(file, target, value);
    if (labels !== null) return categorical(labels, missing);
  }
  const cast = castTo(target.datatype);
  // A million rows of few values group in a tenth of the time that they sort in; of many values, the other way round.
  const grouped = distinct * 4 < inner;
  const values = `FROM (SELECT ${value} AS v FROM source WHERE ${isInner})`;
  const sql = grouped ? `SELECT v, count(*)::DOUBLE ${values} GROUP BY v ORDER BY v` : `SELECT v ${values} ORDER BY v`;
  const edges = edgeBuilder(inner);
  const moments = momentsBuilder(inner);
  await eachChunk(file, { sql, cast }, (chunk) => {
    edges.push(chunk.ascending, chunk.rows);
    moments.push(chunk);
  });
  const bins = { kind: "numeric" as const, ...edges.finish(), missing, infinite: file.rows - missing - inner };
  if (inner === 0) return bins;
  const sketch = sketchBuilder(moments.finish(), isWhole(target.datatype));
  await eachChunk(file, { sql, cast }, (chunk) => sketch.push(chunk));
  return { ...bins, ...sketch.finish() };
}

/** Ascending values, cast, in constant memory: DuckDB sorts and spills. */
async function eachChunk(file: BaselineFile, { sql, cast }: { sql: string; cast: (value: number) => number }, take: (chunk: Chunk) => void): Promise<void> {
  const stream = await file.connection.stream(sql);
  for (let chunk = await stream.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const { rowCount, columnCount } = chunk;
    const [column, counts] = [chunk.getColumnVector(0), columnCount > 1 ? chunk.getColumnVector(1) : null];
    const ascending = Float64Array.from({ length: rowCount }, (_, row) => cast(Number(column.getItem(row))));
    take({ ascending, rows: counts === null ? undefined : Float64Array.from({ length: rowCount }, (_, row) => Number(counts.getItem(row))) });
  }
}

/**
 * One column's reference profile (SPEC C5, C6, E2).
 * @param target the file's column and the tensor's datatype
 * @returns null for a categorical column of more labels than `mostLabels`
 * @throws BaselineProblem when the column's values cannot be what the model reads
 */
export async function profileColumn(file: BaselineFile, target: Target): Promise<Reference | null> {
  return kindOf(target.datatype, Infinity) === "categorical" ? profileLabels(file, target) : profileNumbers(file, target);
}
