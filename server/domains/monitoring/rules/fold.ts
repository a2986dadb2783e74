import { newLabelsKept, type BaselineProfile, type ColumnCounters, type ColumnSketch, type ReferenceColumn, type SegmentCounts, type WindowCounters } from "../contract.ts";
import { distinctNumber, distinctText, newDistinct, type Distinct } from "./distinct.ts";
import { binOf } from "./edges.ts";
import { capLabels, labelOf } from "./labels.ts";
import { evenBinOf } from "./reference.ts";
import { beyondBins, segmentLayout } from "./segments/layout.ts";
import { countSlots, countSegmentRows, newSegmentTally, segmentCountsOf, type SegmentRows, type SegmentTally } from "./segments/tally.ts";
import { countingOn, newSketch, sketchText, sketchValue, type Counting, type Sketch } from "./sketch.ts";

/** A column's values for some rows: a tensor's data, or decoded strings and booleans (null: no value). */
export type ColumnValues = ArrayLike<number> | BigInt64Array | BigUint64Array | readonly (number | string | boolean | null)[];
type Value = number | bigint | string | boolean | null | undefined;

type SketchLayout = { counting: Counting; edges: Float64Array };
type SketchTally = { layout: SketchLayout; sketch: Sketch; even: Float64Array; distinct: Distinct; minimum: number; maximum: number };
type ColumnLayout = { name: string; bins: number } & ({ kind: "numeric"; edges: Float64Array; sketch: SketchLayout | null } | { kind: "categorical"; labels: Map<string, number>; numbers: Map<number, number> });
type ColumnTally = { layout: ColumnLayout; sketch: SketchTally | null; bins: Float64Array; null: number; nan: number; positiveInfinity: number; negativeInfinity: number; fresh: Map<string, number>; unseen: number };
/** Counts of one window on the bins of one baseline. Owned by whoever made it; `foldRows` changes it. */
export type Accumulator = { columns: ColumnTally[]; segments: SegmentTally | null; newLabelsKept: number };

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

function layoutsOf(profile: BaselineProfile): ColumnLayout[] {
  let layout = layouts.get(profile);
  if (layout === undefined) layouts.set(profile, (layout = profile.columns.map(layoutOf)));
  return layout;
}

function newSketchTally(layout: ColumnLayout): SketchTally | null {
  if (layout.kind !== "numeric" || layout.sketch === null) return null;
  return { layout: layout.sketch, sketch: newSketch(), even: new Float64Array(layout.sketch.edges.length), distinct: newDistinct(), minimum: Infinity, maximum: -Infinity };
}

/** @param kept new labels counted by name; tests alone pass another number */
export function newAccumulator(profile: BaselineProfile, kept: number = newLabelsKept): Accumulator {
  return {
    newLabelsKept: kept, segments: newSegmentTally(profile),
    columns: layoutsOf(profile).map((column) => ({ layout: column, sketch: newSketchTally(column), bins: new Float64Array(column.bins), null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: new Map(), unseen: 0 })),
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

/** `slots`: where each row was counted, as segments lay a column out; null where nobody asks. */
type Folded = { values: ArrayLike<Value>; rows: number; slots: Int32Array | null };

/** Counts a row that is in no bin. @returns its slot beyond the bins */
function countBeyond(tally: ColumnTally, kind: Exclude<keyof typeof beyondBins, "fresh">): number {
  tally[kind]++;
  return tally.bins.length + beyondBins[kind];
}

function foldNumeric(tally: ColumnTally, edges: Float64Array, { values, rows, slots }: Folded): void {
  const { bins, sketch } = tally;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    const x = Number(value);
    let slot: number;
    if (value === null || value === undefined) slot = countBeyond(tally, "null");
    else if (x !== x) slot = countBeyond(tally, "nan");
    else if (x === Infinity) slot = countBeyond(tally, "positiveInfinity");
    else if (x === -Infinity) slot = countBeyond(tally, "negativeInfinity");
    else {
      slot = binOf(edges, x);
      bins[slot] = (bins[slot] ?? 0) + 1;
      if (sketch !== null) foldSketch(sketch, x);
    }
    if (slots !== null) slots[row] = slot;
  }
}

function countFresh(tally: ColumnTally, label: string, kept: number): void {
  tally.fresh.set(label, (tally.fresh.get(label) ?? 0) + 1);
  // Twice the cap before a cut: sorting costs once every `kept` new labels, and the cut is the same whenever it comes.
  if (tally.fresh.size >= 2 * kept + 1) tally.unseen += capLabels(tally.fresh, kept);
}

function binOfLabel(layout: ColumnLayout & { kind: "categorical" }, value: NonNullable<Value>): number | undefined {
  const known = typeof value === "number" ? layout.numbers.get(value) : undefined;
  return known ?? layout.labels.get(labelOf(value));
}

function foldCategorical(tally: ColumnTally, layout: ColumnLayout & { kind: "categorical" }, { values, rows, slots, kept }: Folded & { kept: number }): void {
  const { bins } = tally;
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    let slot: number;
    if (value === null || value === undefined) slot = countBeyond(tally, "null");
    else if (value !== value) slot = countBeyond(tally, "nan");
    else if (value === Infinity) slot = countBeyond(tally, "positiveInfinity");
    else if (value === -Infinity) slot = countBeyond(tally, "negativeInfinity");
    else {
      const bin = binOfLabel(layout, value);
      if (bin === undefined) countFresh(tally, labelOf(value), kept);
      else bins[bin] = (bins[bin] ?? 0) + 1;
      slot = bin ?? bins.length + beyondBins.fresh;
    }
    if (slots !== null) slots[row] = slot;
  }
}

/**
 * Which segment of each input a row is in (SPEC U1): the label's place in the baseline's order, all that is not among the
 * first as the rest. Null where the profile has no segments; an input that `columns` lacks has no places.
 */
export function segmentRowsOf(profile: BaselineProfile, columns: Record<string, ColumnValues>, rows: number): SegmentRows | null {
  const layout = segmentLayout(profile);
  if (layout === null) return null;
  const all = layoutsOf(profile);
  const places: (Uint8Array | null)[] = [];
  for (const { feature, values: { length: rest }, column: at } of layout.inputs) {
    const column = all[at];
    const values: ArrayLike<Value> | undefined = Object.hasOwn(columns, feature) ? columns[feature] : undefined;
    if (values === undefined || column?.kind !== "categorical") {
      places.push(null);
      continue;
    }
    const own = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      const bin = value === null || value === undefined ? rest : binOfLabel(column, value) ?? rest;
      own[row] = bin < rest ? bin : rest;
    }
    places.push(own);
  }
  return { layout, rows, places };
}

/**
 * Counts `rows` rows (SPEC F1 to F4). A column that `columns` lacks is not counted; a name the baseline lacks is ignored.
 * @param columns values by column name, each at least `rows` long
 */
export const foldRows = (accumulator: Accumulator, columns: Record<string, ColumnValues>, rows: number): void => foldSegmented(accumulator, { columns, rows, segments: null });

/** As `foldRows`, and in their segments too. @param of `segments`: what `segmentRowsOf` says of these rows */
export function foldSegmented(accumulator: Accumulator, { columns, rows, segments }: { columns: Record<string, ColumnValues>; rows: number; segments: SegmentRows | null }): void {
  const segmented = segments === null ? null : accumulator.segments;
  if (segmented !== null && segments !== null) countSegmentRows(segmented, segments);
  const slots = segmented === null ? null : segmented.slots;
  let at = -1;
  for (const tally of accumulator.columns) {
    at += 1;
    if (!Object.hasOwn(columns, tally.layout.name)) continue;
    const values: ArrayLike<Value> | undefined = columns[tally.layout.name];
    if (values === undefined) continue;
    if (values.length < rows) throw new RangeError(`Column ${tally.layout.name} has ${values.length} values for ${rows} rows`);
    const { layout } = tally;
    switch (layout.kind) {
      case "numeric":
        foldNumeric(tally, layout.edges, { values, rows, slots });
        break;
      case "categorical":
        foldCategorical(tally, layout, { values, rows, slots, kept: accumulator.newLabelsKept });
        break;
    }
    if (segmented !== null && segments !== null) countSlots(segmented, segments, at);
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

/** What was counted by segment, apart from the window's own counters; undefined without segments or rows in them. */
export const toSegments = (accumulator: Accumulator): SegmentCounts | undefined => (accumulator.segments === null ? undefined : segmentCountsOf(accumulator.segments));

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
