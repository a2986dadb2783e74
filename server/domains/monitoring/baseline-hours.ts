import type { BaselineHours, ReferenceColumn } from "./contract.ts";
import { asDouble, wholeLabel } from "./baseline-column.ts";
import { quoteName, readRows, type BaselineFile, type FileColumn } from "./baseline-file.ts";
import { castTo, overflowOf } from "./rules/cast.ts";
import { binOf } from "./rules/edges.ts";
import { labelOf } from "./rules/labels.ts";
import { quarterMs, slotCount, slotIn, slotWidth, type SlotCounts } from "./rules/slots.ts";

type Reference = ReferenceColumn["reference"];
const quarterSeconds = quarterMs / 1000;
const daySeconds = 86_400;
/** Every hour of the week has to be there. */
const leastDays = 6;
const numberType = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/;
/** Numbers above are milliseconds. */
const latestSeconds = 1e11;

/** The column's seconds since the epoch: times without a zone are UTC. */
function secondsOf({ name, type }: FileColumn): string {
  const quoted = quoteName(name);
  if (numberType.test(type)) return `CASE WHEN abs(${quoted}::DOUBLE) > ${latestSeconds} THEN ${quoted}::DOUBLE / 1000 ELSE ${quoted}::DOUBLE END`;
  return `epoch(${type === "VARCHAR" ? `TRY_CAST(${quoted} AS TIMESTAMP)` : `${quoted}::TIMESTAMP`})`;
}

/**
 * Makes the view `timed`: the rows with a timestamp, each with its hour of the week.
 * @returns which column and zone they are counted by, and why they are not, in words; null when no tag names a column
 */
export async function openHours(file: BaselineFile, tags: Readonly<Record<string, string>>): Promise<BaselineHours | null> {
  const name = tags["signalbox.baseline_time"];
  if (name === undefined || name === "") return null;
  const zone = tags["signalbox.time_zone"] || "UTC";
  const without = (reason: string): BaselineHours => ({ column: name, zone, reason });
  const column = file.columns.find((candidate) => candidate.name === name);
  if (column === undefined) return without(`The file has no column ${name}.`);
  const slotOf = slotReader(zone);
  if (slotOf === null) return without(`${zone} is no time zone.`);
  const seconds = secondsOf(column);
  const [summary] = await readRows(file.connection, `SELECT count(s)::DOUBLE, min(s)::DOUBLE, max(s)::DOUBLE, (count(*) FILTER (WHERE s % ${daySeconds} <> 0))::DOUBLE FROM (SELECT ${seconds} AS s FROM source)`);
  const [rows = 0, from = 0, to = 0, timed = 0] = (summary ?? []).map(Number);
  if (rows === 0) return without(`No value of ${name} is a time.`);
  if (timed === 0) return without(`${name} holds days without a time of day.`);
  if (to - from < leastDays * daySeconds) return without(`${name} covers less than a week.`);
  const quarters = (await readRows(file.connection, `SELECT DISTINCT floor((${seconds}) / ${quarterSeconds})::BIGINT FROM source WHERE (${seconds}) IS NOT NULL`)).map(([quarter]) => Number(quarter));
  const slots = quarters.map((quarter) => slotOf(quarter * quarterMs));
  await file.connection.run(`CREATE TABLE slot_of AS SELECT unnest([${quarters.join(",")}]::BIGINT[]) AS quarter, unnest([${slots.join(",")}]::INTEGER[]) AS slot`);
  await file.connection.run(`CREATE VIEW timed AS SELECT source.*, slot_of.slot AS "signalbox hour" FROM source JOIN slot_of ON slot_of.quarter = floor((${seconds}) / ${quarterSeconds})::BIGINT`);
  return { column: name, zone, reason: null };
}

function slotReader(zone: string): ((ms: number) => number) | null {
  try {
    return slotIn(zone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const slot = `"signalbox hour"`;

/** The text by which a categorical column's value is counted, as SQL. */
export async function labelSql(file: BaselineFile, { column, datatype }: { column: FileColumn; datatype: string }): Promise<string> {
  if (datatype === "BOOL") return `CAST(TRY_CAST(${quoteName(column.name)} AS BOOLEAN) AS VARCHAR)`;
  if (datatype === "BYTES") return `CAST(${quoteName(column.name)} AS VARCHAR)`;
  const value = await asDouble(file, { column, datatype });
  return `CASE WHEN isfinite(${value}) THEN ${wholeLabel(column, value)} END`;
}

/** A column's counts by hour of the week on the reference's bins. The view `timed` has to be there. */
export async function countHours(file: BaselineFile, { column, datatype }: { column: FileColumn; datatype: string }, reference: Reference): Promise<SlotCounts> {
  const width = slotWidth(reference);
  const counts = Array.from({ length: slotCount * width }, () => 0);
  const missing = reference.counts.length;
  const add = (hour: number, place: number, rows: number) => { counts[hour * width + place] = (counts[hour * width + place] ?? 0) + rows; };
  if (reference.kind === "categorical") {
    const places = new Map(reference.labels.map((label, place) => [label, place]));
    const label = await labelSql(file, { column, datatype });
    for (const [hour, text = "", rows, isNull] of await readRows(file.connection, `SELECT ${slot}, label, count(*)::DOUBLE, (label IS NULL)::INTEGER FROM (SELECT ${slot}, ${label} AS label FROM timed) GROUP BY ALL`)) {
      add(Number(hour), isNull === "1" ? missing : places.get(labelOf(text)) ?? missing, Number(rows));
    }
    return counts;
  }
  const cast = castTo(datatype);
  const overflow = overflowOf(datatype);
  const stream = await file.connection.stream(`SELECT ${slot}, v, count(*)::DOUBLE FROM (SELECT ${slot}, ${await asDouble(file, { column, datatype })} AS v FROM timed) GROUP BY ALL`);
  for (let chunk = await stream.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
    const [hours, values, rows] = [chunk.getColumnVector(0), chunk.getColumnVector(1), chunk.getColumnVector(2)];
    for (let row = 0; row < chunk.rowCount; row++) {
      const value = values.getItem(row);
      const x = value === null ? NaN : Number(value);
      const place = Number.isNaN(x) ? missing : Math.abs(x) >= overflow ? missing + 1 : binOf(reference.edges, cast(x));
      add(Number(hours.getItem(row)), place, Number(rows.getItem(row)));
    }
  }
  return counts;
}
