import { newLabelsKept, type BaselineProfile, type ColumnCounters, type ColumnSketch, type SegmentCounts, type WindowCounters } from "../contract.ts";
import { distinctText } from "./distinct.ts";
import { binOfLabel, layoutsOf, newColumnTally, type ColumnLayout, type ColumnTally, type ColumnValues, type Value } from "./fold-values.ts";
import { capLabels } from "./labels.ts";
import { segmentLayout } from "./segments/layout.ts";
import { countSlots, countSegmentRows, newSegmentTally, segmentCountsOf, type SegmentRows, type SegmentTally } from "./segments/tally.ts";
import { sketchText } from "./sketch.ts";

export type { ColumnValues };
/** Counts of one window on the bins of one baseline. Owned by whoever made it; `foldRows` changes it. */
export type Accumulator = { columns: ColumnTally[]; segments: SegmentTally | null; newLabelsKept: number };

/** @param kept new labels counted by name; tests alone pass another number */
export function newAccumulator(profile: BaselineProfile, kept: number = newLabelsKept): Accumulator {
  return { newLabelsKept: kept, segments: newSegmentTally(profile), columns: layoutsOf(profile).map((layout) => newColumnTally(layout, kept)) };
}

/** What `columns` has of a column: its own, not what every object inherits. */
const valuesOf = (columns: Record<string, ColumnValues>, { name, inherited }: ColumnLayout): ArrayLike<Value> | undefined => (inherited && !Object.hasOwn(columns, name) ? undefined : columns[name]);

/**
 * Which segment of each input a row is in (SPEC U1): the label's place in the baseline's order, all that is not among the
 * first as the rest. Null where the profile has no segments; an input that `columns` lacks has no places.
 */
export function segmentRowsOf(profile: BaselineProfile, columns: Record<string, ColumnValues>, rows: number): SegmentRows | null {
  const layout = segmentLayout(profile);
  if (layout === null) return null;
  const all = layoutsOf(profile);
  const places: (Uint8Array | null)[] = [];
  for (const { values: { length: rest }, column: at } of layout.inputs) {
    const column = all[at];
    const values = column && valuesOf(columns, column);
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
    const values = valuesOf(columns, tally.layout);
    if (values === undefined) continue;
    tally.fold(values, rows, slots);
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
