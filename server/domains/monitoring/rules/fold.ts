import { newLabelsKept, type BaselineProfile, type ColumnCounters, type ColumnSketch, type ReferenceColumn, type WindowCounters } from "../contract.ts";
import { distinctNumber, distinctText, newDistinct, type Distinct } from "./distinct.ts";
import { binOf } from "./edges.ts";
import { capLabels, labelOf } from "./labels.ts";
import { evenBinOf } from "./reference.ts";
import { countingOn, newSketch, sketchText, sketchValue, type Counting, type Sketch } from "./sketch.ts";

/** A column's values for some rows: a tensor's data, or decoded strings and booleans (null: no value). */
export type ColumnValues = ArrayLike<number> | BigInt64Array | BigUint64Array | readonly (number | string | boolean | null)[];
type Value = number | bigint | string | boolean | null | undefined;

type SketchLayout = { counting: Counting; edges: Float64Array };
type SketchTally = { layout: SketchLayout; sketch: Sketch; even: Float64Array; distinct: Distinct; minimum: number; maximum: number };
type ColumnLayout = { name: string; bins: number } & ({ kind: "numeric"; edges: Float64Array; sketch: SketchLayout | null } | { kind: "categorical"; labels: Map<string, number>; numbers: Map<number, number> });
type ColumnTally = { layout: ColumnLayout; sketch: SketchTally | null; bins: Float64Array; null: number; nan: number; positiveInfinity: number; negativeInfinity: number; fresh: Map<string, number>; unseen: number };
/** Counts of one window on the bins of one baseline. Owned by whoever made it; `foldRows` changes it. */
export type Accumulator = { columns: ColumnTally[]; newLabelsKept: number };

/** A serving process makes an accumulator for each window: what depends on the baseline alone is made once. */
const layouts = new WeakMap<BaselineProfile, ColumnLayout[]>();

function layoutOf({ name, reference }: ReferenceColumn): ColumnLayout {
  switch (reference.kind) {
    case "numeric":
      return {
        name, bins: reference.edges.length + 1, kind: "numeric", edges: Float64Array.from(reference.edges),
        sketch: reference.sketch ? { counting: countingOn(reference.sketch), edges: Float64Array.from(reference.even?.edges ?? []) } : null,
      };
    case "categorical": {
      const labels = new Map(reference.labels.map((label, bin) => [label, bin]));
      const numbers = new Map<number, number>();
      for (const [label, bin] of labels) if (/^(0|-?[1-9]\d{0,15})$/.test(label) && Number.isSafeInteger(Number(label))) numbers.set(Number(label), bin);
      return { name, bins: reference.labels.length, kind: "categorical", labels, numbers };
    }
  }
}

function newSketchTally(layout: ColumnLayout): SketchTally | null {
  if (layout.kind !== "numeric" || layout.sketch === null) return null;
  return { layout: layout.sketch, sketch: newSketch(), even: new Float64Array(layout.sketch.edges.length), distinct: newDistinct(), minimum: Infinity, maximum: -Infinity };
}

/** @param kept new labels counted by name; tests alone pass another number */
export function newAccumulator(profile: BaselineProfile, kept: number = newLabelsKept): Accumulator {
  let layout = layouts.get(profile);
  if (layout === undefined) layouts.set(profile, (layout = profile.columns.map(layoutOf)));
  return {
    newLabelsKept: kept,
    columns: layout.map((column) => ({ layout: column, sketch: newSketchTally(column), bins: new Float64Array(column.bins), null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: new Map(), unseen: 0 })),
  };
}

function foldSketch(tally: SketchTally, x: number): void {
  const { layout, even } = tally;
  sketchValue(tally.sketch, x, layout.counting);
  distinctNumber(tally.distinct, x);
  if (x < tally.minimum) tally.minimum = x;
  if (x > tally.maximum) tally.maximum = x;
  if (even.length === 0) return;
  const bin = evenBinOf(layout.edges, x);
  even[bin] = (even[bin] ?? 0) + 1;
}

function foldNumeric(tally: ColumnTally, edges: Float64Array, { values, rows }: { values: ArrayLike<Value>; rows: number }): void {
  const { bins, sketch } = tally;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      tally.null++;
      continue;
    }
    const x = Number(value);
    if (x !== x) tally.nan++;
    else if (x === Infinity) tally.positiveInfinity++;
    else if (x === -Infinity) tally.negativeInfinity++;
    else {
      const bin = binOf(edges, x);
      bins[bin] = (bins[bin] ?? 0) + 1;
      if (sketch !== null) foldSketch(sketch, x);
    }
  }
}

function countFresh(tally: ColumnTally, label: string, kept: number): void {
  tally.fresh.set(label, (tally.fresh.get(label) ?? 0) + 1);
  // Twice the cap before a cut: sorting costs once every `kept` new labels, and the cut is the same whenever it comes.
  if (tally.fresh.size >= 2 * kept + 1) tally.unseen += capLabels(tally.fresh, kept);
}

function foldCategorical(tally: ColumnTally, layout: ColumnLayout & { kind: "categorical" }, { values, rows, kept }: { values: ArrayLike<Value>; rows: number; kept: number }): void {
  const { bins } = tally;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      tally.null++;
      continue;
    }
    if (typeof value === "number") {
      if (value !== value) {
        tally.nan++;
        continue;
      }
      if (value === Infinity || value === -Infinity) {
        if (value > 0) tally.positiveInfinity++;
        else tally.negativeInfinity++;
        continue;
      }
    }
    const known = typeof value === "number" ? layout.numbers.get(value) : undefined;
    const label = known === undefined ? labelOf(value) : "";
    const bin = known ?? layout.labels.get(label);
    if (bin === undefined) countFresh(tally, label, kept);
    else bins[bin] = (bins[bin] ?? 0) + 1;
  }
}

/**
 * Counts `rows` rows (SPEC F1 to F4). A column that `columns` lacks is not counted; a name the baseline lacks is ignored.
 * @param columns values by column name, each at least `rows` long
 */
export function foldRows(accumulator: Accumulator, columns: Record<string, ColumnValues>, rows: number): void {
  for (const tally of accumulator.columns) {
    if (!Object.hasOwn(columns, tally.layout.name)) continue;
    const values: ArrayLike<Value> | undefined = columns[tally.layout.name];
    if (values === undefined) continue;
    if (values.length < rows) throw new RangeError(`Column ${tally.layout.name} has ${values.length} values for ${rows} rows`);
    const { layout } = tally;
    switch (layout.kind) {
      case "numeric":
        foldNumeric(tally, layout.edges, { values, rows });
        break;
      case "categorical":
        foldCategorical(tally, layout, { values, rows, kept: accumulator.newLabelsKept });
        break;
    }
  }
}

const byKey = <T>([a]: [string, T], [b]: [string, T]): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The counters so far, as a delta carries them, columns and labels in text order, so that equal counters are equal byte
 * for byte. The accumulator may go on counting afterwards.
 */
export function toCounters(accumulator: Accumulator): Record<string, ColumnCounters> {
  return Object.fromEntries(accumulator.columns.map((tally): [string, ColumnCounters] => {
    tally.unseen += capLabels(tally.fresh, accumulator.newLabelsKept);
    const { null: missing, nan, positiveInfinity, negativeInfinity, unseen } = tally;
    const fresh = Object.fromEntries([...tally.fresh].sort(byKey));
    return [tally.layout.name, { bins: Array.from(tally.bins), null: missing, nan, positiveInfinity, negativeInfinity, fresh, unseen }];
  }).sort(byKey));
}

/** What a window carries of the columns. */
export function toColumns(accumulator: Accumulator): Pick<WindowCounters, "columns" | "sketches"> {
  const sketches = toSketches(accumulator);
  return { columns: toCounters(accumulator), ...(Object.keys(sketches).length > 0 ? { sketches } : {}) };
}

/** The sketches so far, by column; columns without one are left out. */
function toSketches(accumulator: Accumulator): Record<string, ColumnSketch> {
  return Object.fromEntries(accumulator.columns.flatMap(({ layout, sketch }): [string, ColumnSketch][] => {
    if (sketch === null) return [];
    const { minimum, maximum, even } = sketch;
    const any = minimum <= maximum;
    // -0 is 0, so that which of them came first leaves no trace.
    return [[layout.name, { counts: sketchText(sketch.sketch), even: Array.from(even), distinct: distinctText(sketch.distinct), minimum: any ? minimum + 0 : null, maximum: any ? maximum + 0 : null }]];
  }).sort(byKey));
}
