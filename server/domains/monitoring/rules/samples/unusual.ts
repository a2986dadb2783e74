/**
 * How unusual a row is beside the baseline (SPEC P3): for each column the surprise -ln(share of the baseline like it), less
 * the surprise of a usual baseline row there. Tables are made once a baseline; a value is one look-up.
 */
import type { BaselineProfile, ReferenceColumn } from "../../contract.ts";
import type { SampleReason } from "../../contract-samples.ts";
import type { ColumnValues } from "../fold.ts";
import { labelOf } from "../labels.ts";
import { bucketsOf, readSketch } from "../sketch.ts";

type Value = number | bigint | string | boolean | null | undefined;
/** Steps outwards from the centre: from |z| = cuts[i] on the share at least as far out is shares[i]. */
type Side = { cuts: number[]; excess: number[]; shares: number[]; /** The step at each point of a grid, so that a value is near its own at once. */ from: Uint16Array };
type Common = { name: string; /** A name that every object has, so that it has to be asked whose it is. */ inherited: boolean; /** Share of the baseline and what it adds. */ missing: Told; infinite: Told };
type Told = { share: number; excess: number };
type Table = Common & (
  | { kind: "numeric"; centre: number; inverse: number; below: Side; above: Side; minimum: number; maximum: number }
  | { kind: "categorical"; known: Map<Value, Told>; unseen: Told }
);
export type Tables = readonly Table[];

const gridParts = 16;
const gridEnd = 8;
/** -ln of a uniform share is 1 on average: a usual number of the baseline is as surprising. */
const usualNumber = 1;
const numbersRemembered = 10_000;
/** Scores are told in sixteenths of a nat, so that neighbouring steps of a table are one. */
const parts = 16;

const surprise = (rows: number, of: number) => -Math.log((rows + 0.5) / (of + 1));
const told = (rows: number, of: number, usual: number): Told => ({ share: of === 0 ? 0 : rows / of, excess: Math.max(0, Math.round((surprise(rows, of) - usual) * parts) / parts) });

/** @param buckets one side's, outwards; @param within rows on the other side, and all rows */
function sideOf(buckets: readonly { low: number; high: number; rows: number }[], { other, of }: { other: number; of: number }): Side {
  const side: Side = { cuts: [], excess: [], shares: [], from: new Uint16Array(gridEnd * gridParts) };
  const push = (cut: number, inner: number, outer: number) => {
    const { share, excess } = told(Math.min(of, 2 * Math.min(inner, outer)), of, usualNumber);
    if (side.excess.at(-1) === excess) return;
    side.cuts.push(cut);
    side.excess.push(excess);
    side.shares.push(share);
  };
  let inner = other;
  let outer = buckets.reduce((sum, bucket) => sum + bucket.rows, 0);
  push(0, inner, outer);
  for (const { low, high, rows } of buckets) {
    inner += rows;
    push(low, inner, outer);
    outer -= rows;
    push(high, inner, outer);
  }
  side.from.forEach((_, at) => { side.from[at] = Math.max(0, side.cuts.findLastIndex((cut) => cut <= at / gridParts)); });
  return side;
}

function tableOf({ name, reference }: ReferenceColumn, rows: number): Table | null {
  const inherited = name in Object.prototype;
  if (reference.kind === "categorical") {
    const usual = [...reference.counts, reference.missing].reduce((sum, count) => sum + (count === 0 || rows === 0 ? 0 : (count / rows) * surprise(count, rows)), 0);
    return {
      name, inherited, kind: "categorical", missing: told(reference.missing, rows, usual), infinite: told(0, rows, usual), unseen: told(0, rows, usual),
      known: new Map(reference.labels.map((label, bin) => [label, told(reference.counts[bin] ?? 0, rows, usual)])),
    };
  }
  const { sketch } = reference;
  if (sketch === undefined) return null;
  const buckets = bucketsOf(readSketch(sketch.counts));
  const below = buckets.filter(({ low }) => low < 0).map(({ low, high, rows: count }) => ({ low: -high, high: -low, rows: count })).reverse();
  const above = buckets.filter(({ low }) => low >= 0);
  const count = (side: typeof above) => side.reduce((sum, bucket) => sum + bucket.rows, 0);
  const of = count(below) + count(above);
  return {
    name, inherited, kind: "numeric", centre: sketch.centre, inverse: 1 / sketch.scale, minimum: reference.minimum ?? -Infinity, maximum: reference.maximum ?? Infinity,
    below: sideOf(below, { other: count(above), of }), above: sideOf(above, { other: count(below), of }),
    missing: told(reference.missing, rows, usualNumber), infinite: told(reference.infinite, rows, usualNumber),
  };
}

/** Columns that rows are judged by: clocks and what is never looked at are left out. */
export function tablesOf(profile: BaselineProfile, without: (column: ReferenceColumn) => boolean): Tables {
  return profile.columns.flatMap((column) => (column.clock || without(column) ? [] : tableOf(column, profile.rows) ?? []));
}

/** The last step that begins at or before `size`. */
function stepOf({ cuts, from }: Side, size: number): number {
  let step = from[Math.min(from.length - 1, Math.floor(size * gridParts))] as number;
  while (step + 1 < cuts.length && (cuts[step + 1] as number) <= size) step += 1;
  return step;
}

function labelTold(table: Table & { kind: "categorical" }, value: string | number | bigint | boolean): Told {
  const known = table.known.get(value);
  if (known !== undefined) return known;
  const found = table.known.get(labelOf(value));
  if (found !== undefined && table.known.size < numbersRemembered) table.known.set(value, found);
  return found ?? table.unseen;
}

function numberTold(table: Table & { kind: "numeric" }, x: number): { side: Side; step: number } {
  const z = (x - table.centre) * table.inverse;
  const side = z < 0 ? table.below : table.above;
  return { side, step: stepOf(side, Math.abs(z)) };
}

function excessOf(table: Table, value: Value): number {
  if (value === null || value === undefined || value !== value) return table.missing.excess;
  if (value === Infinity || value === -Infinity) return table.infinite.excess;
  if (table.kind === "categorical") return labelTold(table, value).excess;
  const { side, step } = numberTold(table, Number(value));
  return side.excess[step] ?? 0;
}

const valuesOf = ({ name, inherited }: Table, columns: Record<string, ColumnValues>): ArrayLike<Value> | undefined => (inherited && !Object.hasOwn(columns, name) ? undefined : columns[name]);

/** As `excessOf` for each, without a question about the value's kind. */
function addFloats(table: Table & { kind: "numeric" }, values: Float32Array, { scores, rows }: { scores: Float64Array; rows: number }): void {
  const { below, above, centre, inverse, missing, infinite } = table;
  for (let row = 0; row < rows; row++) {
    const x = values[row];
    if (x === undefined || x - x !== 0) {
      scores[row] = (scores[row] as number) + (x === Infinity || x === -Infinity ? infinite : missing).excess;
      continue;
    }
    const z = (x - centre) * inverse;
    const side = z < 0 ? below : above;
    const excess = side.excess[stepOf(side, Math.abs(z))] as number;
    if (excess !== 0) scores[row] = (scores[row] as number) + excess;
  }
}

/** Adds each row's score to `scores`, which is at least `rows` long. Columns that did not come add nothing. */
export function addScores(tables: Tables, columns: Record<string, ColumnValues>, { scores, rows }: { scores: Float64Array; rows: number }): void {
  for (const table of tables) {
    const values = valuesOf(table, columns);
    if (values === undefined) continue;
    if (table.kind === "numeric" && values instanceof Float32Array) addFloats(table, values, { scores, rows });
    else for (let row = 0; row < rows; row++) scores[row] = (scores[row] ?? 0) + excessOf(table, values[row]);
  }
}

function reasonOf(table: Table, value: Value): SampleReason {
  const of = (what: SampleReason["what"], { share, excess }: Told): SampleReason => ({ column: table.name, what, share, adds: excess });
  if (value === null || value === undefined || value !== value) return of("missing", table.missing);
  if (value === Infinity || value === -Infinity) return of("infinite", table.infinite);
  if (table.kind === "categorical") {
    const found = labelTold(table, value);
    return of(found === table.unseen ? "new" : "rare", found);
  }
  const { side, step } = numberTold(table, Number(value));
  const beyond = Number(value) < table.minimum || Number(value) > table.maximum;
  return of(beyond ? "beyond" : "tail", { share: side.shares[step] ?? 0, excess: side.excess[step] ?? 0 });
}

/** What makes a row unusual, what adds most first. */
export function reasonsOf(tables: Tables, columns: Record<string, ColumnValues>, { row, most }: { row: number; most: number }): SampleReason[] {
  const reasons = tables.flatMap((table) => {
    const values = valuesOf(table, columns);
    return values === undefined ? [] : [reasonOf(table, values[row])];
  });
  return reasons.filter(({ adds }) => adds > 0).sort((a, b) => b.adds - a.adds).slice(0, most);
}
