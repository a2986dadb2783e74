/**
 * Which counter of a segment stands where: its rows, then column by column the bins, null, NaN, +∞, -∞ and new labels. All
 * segments of an input stand one behind the other, so that the counters of an input are one list of whole numbers (SPEC U2).
 */
import type { BaselineProfile, ColumnCounters, ReferenceColumn } from "../../contract.ts";
import { labelHash } from "../labels.ts";
import type { CountSum } from "./counts.ts";
import { segmentValues } from "./choose.ts";

export type SegmentLayout = {
  /** Counters of another stamp lie elsewhere and are never added to these. */
  stamp: string;
  inputs: { feature: string; /** Its place among the profile's columns. */ column: number; values: string[]; /** What rows of no value are called. */ rest: string }[];
  /** The columns as segments count them, and where each begins. */
  columns: { column: ReferenceColumn; at: number }[];
  /** Counters of one segment. */
  width: number;
};

/** What follows a column's bins. */
export const beyondBins = { null: 0, nan: 1, positiveInfinity: 2, negativeInfinity: 3, fresh: 4 } as const;
const beyondCount = 5;

/** A column as segments count it: of a categorical one the most frequent labels, all others as one (SPEC U3). */
export function segmentColumn(column: ReferenceColumn): ReferenceColumn {
  const { reference } = column;
  if (reference.kind === "numeric" || reference.labels.length <= segmentValues + 1) return column;
  const sum = reference.counts.slice(segmentValues).reduce((rows, count) => rows + count, 0);
  return { ...column, reference: { ...reference, labels: [...reference.labels.slice(0, segmentValues), "other labels"], counts: [...reference.counts.slice(0, segmentValues), sum] } };
}

/** "other", unless a label is called so. */
function restName(values: readonly string[]): string {
  let name = "other";
  while (values.includes(name)) name = `(${name})`;
  return name;
}

const known = new WeakMap<BaselineProfile, SegmentLayout | null>();

/** Where counters stand for a profile; null where no input segments its rows. Made once a profile. */
export function segmentLayout(profile: BaselineProfile): SegmentLayout | null {
  let layout = known.get(profile);
  if (layout === undefined) known.set(profile, (layout = makeLayout(profile)));
  return layout;
}

function makeLayout({ segments, columns: all }: BaselineProfile): SegmentLayout | null {
  const inputs = (segments?.inputs ?? []).flatMap((feature) => {
    const at = all.findIndex((one) => one.name === feature && one.role === "input");
    const column = all[at];
    if (column?.reference.kind !== "categorical") return [];
    const values = column.reference.labels.slice(0, segmentValues);
    return [{ feature, column: at, values, rest: restName(values) }];
  });
  if (inputs.length === 0) return null;
  let at = 1;
  const columns = all.map((own) => {
    const column = segmentColumn(own);
    const placed = { column, at };
    at += column.reference.counts.length + beyondCount;
    return placed;
  });
  const cut = all.map(({ name, reference }) => [name, reference.kind === "numeric" ? reference.edges : reference.labels]);
  return { stamp: labelHash(JSON.stringify([inputs.map(({ feature, values, rest }) => ({ feature, values, rest })), cut])).toString(36), inputs, columns, width: at };
}

/** Places of an input's segments: one a value, and the last for all other rows. */
export const segmentCount = (input: SegmentLayout["inputs"][number]): number => input.values.length + 1;
export const segmentName = (input: SegmentLayout["inputs"][number], place: number): string => input.values[place] ?? input.rest;

/** `input:value` as an address writes it; null for no segment of this layout. */
export function findSegment(layout: SegmentLayout, text: string): { input: SegmentLayout["inputs"][number]; place: number } | null {
  for (const input of layout.inputs) {
    if (!text.startsWith(`${input.feature}:`)) continue;
    const value = text.slice(input.feature.length + 1);
    const place = value === input.rest ? input.values.length : input.values.indexOf(value);
    if (place >= 0) return { input, place };
  }
  return null;
}

export const rowsOfSegment = (layout: SegmentLayout, counts: CountSum, place: number): number => counts.at(place * layout.width);

/** One column of one segment as counters; all labels that the baseline never had are one (SPEC U3). */
export function segmentCounters(layout: SegmentLayout, counts: CountSum, { place, column: { column, at } }: { place: number; column: SegmentLayout["columns"][number] }): ColumnCounters {
  const from = place * layout.width + at;
  const bins = Array.from({ length: column.reference.counts.length }, (_, bin) => counts.at(from + bin));
  const beyond = (name: keyof typeof beyondBins) => counts.at(from + bins.length + beyondBins[name]);
  const fresh = beyond("fresh");
  return { bins, null: beyond("null"), nan: beyond("nan"), positiveInfinity: beyond("positiveInfinity"), negativeInfinity: beyond("negativeInfinity"), fresh: fresh > 0 ? { "new labels": fresh } : {}, unseen: 0 };
}

/** The column with a segment's rows of the baseline as its reference. */
export function segmentReference(layout: SegmentLayout, counts: CountSum, of: { place: number; column: SegmentLayout["columns"][number] }): ReferenceColumn {
  const { bins, ...beyond } = segmentCounters(layout, counts, of);
  const { column } = of.column;
  const { reference } = column;
  const missing = beyond.null + beyond.nan;
  if (reference.kind === "categorical") return { ...column, reference: { ...reference, counts: bins, missing } };
  const { sketch: _sketch, even: _even, ...kept } = reference;
  return { ...column, reference: { ...kept, counts: bins, missing, infinite: beyond.positiveInfinity + beyond.negativeInfinity, minimum: null, maximum: null } };
}
