/** Counting rows by segment while they are folded: one addition a column and input for each row. */
import type { BaselineProfile, SegmentCounts } from "../../contract.ts";
import { CountSum } from "./counts.ts";
import { segmentLayout, type SegmentLayout } from "./layout.ts";

/** `places`: of each row's segment, by input of the layout; null for an input that the rows lack. */
export type SegmentRows = { layout: SegmentLayout; rows: number; places: readonly (Uint8Array | null)[] };
/** Where a column's counters begin, its bins, and how many of them segments count. */
type Placed = { at: number; bins: number; kept: number };
/** `inputs`: counts by input and place, of segments that had rows. `slots`: where each row of a column was counted, until the next column. Owned by whoever made it. */
export type SegmentTally = { layout: SegmentLayout; columns: Placed[]; inputs: (Uint32Array | undefined)[][]; slots: Int32Array };

export function newSegmentTally(profile: BaselineProfile): SegmentTally | null {
  const layout = segmentLayout(profile);
  if (layout === null) return null;
  const columns = layout.columns.map(({ at, column }, i) => ({ at, kept: column.reference.counts.length, bins: profile.columns[i]?.reference.counts.length ?? 0 }));
  return { layout, columns, inputs: layout.inputs.map(() => []), slots: new Int32Array(64) };
}

/** Counts the rows themselves, and makes room for their segments. Plain loops: every prediction comes by here. */
export function countSegmentRows(tally: SegmentTally, { rows, places }: SegmentRows): void {
  if (tally.slots.length < rows) tally.slots = new Int32Array(2 * rows);
  for (let i = 0; i < places.length; i++) {
    const [own, counted] = [places[i], tally.inputs[i]];
    if (!own || !counted) continue;
    for (let row = 0; row < rows; row++) {
      const place = own[row] ?? 0;
      let counts = counted[place];
      if (counts === undefined) counted[place] = counts = new Uint32Array(tally.layout.width);
      counts[0] = (counts[0] ?? 0) + 1;
    }
  }
}

/** Counts a column of the rows by the tally's `slots`, which are in the column's own bins; those that segments count as one are taken together. */
export function countSlots(tally: SegmentTally, { rows, places }: SegmentRows, column: number): void {
  const { slots, inputs } = tally;
  const placed = tally.columns[column];
  if (placed === undefined) return;
  const { at, bins, kept } = placed;
  for (let i = 0; i < places.length; i++) {
    const own = places[i];
    const counted = inputs[i];
    if (!own || !counted) continue;
    for (let row = 0; row < rows; row++) {
      const counts = counted[own[row] ?? 0];
      const slot = slots[row] ?? 0;
      const to = at + (slot < kept ? slot : slot < bins ? kept - 1 : slot - bins + kept);
      if (counts !== undefined) counts[to] = (counts[to] ?? 0) + 1;
    }
  }
}

/** The counts so far by input; undefined when there are none. */
export function segmentCountsOf({ layout, inputs }: SegmentTally): SegmentCounts | undefined {
  const of = layout.inputs.flatMap(({ feature }, i): [string, string][] => {
    const sum = new CountSum();
    for (const [place, counts] of (inputs[i] ?? []).entries()) for (let at = 0; counts !== undefined && at < counts.length; at++) if (counts[at]) sum.count(place * layout.width + at, counts[at] ?? 0);
    const text = sum.bytes().toString("base64");
    return text === "" ? [] : [[feature, text]];
  });
  return of.length === 0 ? undefined : { layout: layout.stamp, of: Object.fromEntries(of) };
}
