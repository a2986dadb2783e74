/** The loops that every value of every prediction goes through: one column of some rows, counted on the baseline's bins. */
import type { BaselineProfile, ReferenceColumn } from "../contract.ts";
import { distinctNumber, newDistinct, type Distinct } from "./distinct.ts";
import { binOf } from "./edges.ts";
import { capLabels, labelOf } from "./labels.ts";
import { evenBinOf, evenCounting, type EvenCounting } from "./reference.ts";
import { beyondBins } from "./segments/layout.ts";
import { countingOn, newSketch, sketchValue, type Counting, type Sketch } from "./sketch.ts";

/** A column's values for some rows: a tensor's data, or decoded strings and booleans (null: no value). */
export type ColumnValues = ArrayLike<number> | BigInt64Array | BigUint64Array | readonly (number | string | boolean | null)[];
export type Value = number | bigint | string | boolean | null | undefined;

type SketchLayout = { counting: Counting; even: EvenCounting | null };
type NumericLayout = { kind: "numeric"; edges: Float64Array; sketch: SketchLayout | null };
type LabelLayout = { kind: "categorical"; labels: Map<string, number>; numbers: Map<number, number> };
/** What depends on the baseline alone. `inherited`: a name that every object has, so that it has to be asked whose it is. */
type CommonLayout = { name: string; inherited: boolean; bins: number };
export type ColumnLayout = CommonLayout & (NumericLayout | LabelLayout);

/** A serving process makes an accumulator for each window: what depends on the baseline alone is made once. */
const layouts = new WeakMap<BaselineProfile, ColumnLayout[]>();

function layoutOf({ name, reference }: ReferenceColumn): ColumnLayout {
  const common = { name, inherited: name in Object.prototype };
  switch (reference.kind) {
    case "numeric":
      return {
        ...common, bins: reference.edges.length + 1, kind: "numeric", edges: Float64Array.from(reference.edges),
        sketch: reference.sketch ? { counting: countingOn(reference.sketch), even: reference.even?.edges.length ? evenCounting(reference.even.edges) : null } : null,
      };
    case "categorical": {
      // A value is counted by its text of L2: a label that is no such text is nobody's.
      const labels = new Map([...reference.labels.entries()].flatMap(([bin, label]): [string, number][] => (labelOf(label) === label ? [[label, bin]] : [])));
      const numbers = new Map<number, number>();
      for (const [label, bin] of labels) if (/^(0|-?[1-9]\d{0,15})$/.test(label) && Number.isSafeInteger(Number(label))) numbers.set(Number(label), bin);
      return { ...common, bins: reference.labels.length, kind: "categorical", labels, numbers };
    }
  }
}

export function layoutsOf(profile: BaselineProfile): ColumnLayout[] {
  let layout = layouts.get(profile);
  if (layout === undefined) layouts.set(profile, (layout = profile.columns.map(layoutOf)));
  return layout;
}

/** What a column's sketch is made of. A class, as the tallies below: every value goes through it, and its shape is known. */
export class SketchTally {
  readonly sketch: Sketch = newSketch();
  readonly distinct: Distinct = newDistinct();
  readonly even: Float64Array;
  minimum = Infinity;
  maximum = -Infinity;
  private readonly counting: Counting;
  private readonly evenly: EvenCounting | null;
  constructor({ counting, even }: SketchLayout) {
    this.counting = counting;
    this.evenly = even;
    this.even = new Float64Array(even?.edges.length ?? 0);
  }

  fold(x: number): void {
    sketchValue(this.sketch, x, this.counting);
    distinctNumber(this.distinct, x);
    if (x < this.minimum) this.minimum = x;
    if (x > this.maximum) this.maximum = x;
    if (this.evenly === null) return;
    const { even } = this;
    const bin = evenBinOf(this.evenly, x);
    even[bin] = (even[bin] as number) + 1;
  }
}

/** Rows in no bin, and new labels: what both kinds of columns count. */
class Beyond {
  null = 0;
  nan = 0;
  positiveInfinity = 0;
  negativeInfinity = 0;
  readonly fresh = new Map<string, number>();
  unseen = 0;
  readonly bins: Float64Array;
  constructor(bins: number) {
    this.bins = new Float64Array(bins);
  }

  /** Counts a row that is in no bin. @returns its slot beyond the bins */
  protected beyond(kind: Exclude<keyof typeof beyondBins, "fresh">): number {
    this[kind]++;
    return this.bins.length + beyondBins[kind];
  }
}

function mustHold(name: string, values: number, rows: number): void {
  if (values < rows) throw new RangeError(`Column ${name} has ${values} values for ${rows} rows`);
}

class NumericTally extends Beyond {
  readonly layout: CommonLayout & NumericLayout;
  readonly sketch: SketchTally | null;
  private readonly edges: Float64Array;
  constructor(layout: CommonLayout & NumericLayout) {
    super(layout.bins);
    this.layout = layout;
    this.edges = layout.edges;
    this.sketch = layout.sketch && new SketchTally(layout.sketch);
  }

  private count(x: number): number {
    if (x - x !== 0) return this.beyond(x !== x ? "nan" : x > 0 ? "positiveInfinity" : "negativeInfinity");
    const { bins, sketch } = this;
    const slot = binOf(this.edges, x);
    bins[slot] = (bins[slot] as number) + 1;
    if (sketch !== null) sketch.fold(x);
    return slot;
  }

  /** Counts some rows. @param slots where each was counted, as segments lay a column out; null where nobody asks */
  fold(values: ArrayLike<Value>, rows: number, slots: Int32Array | null): void {
    if (values instanceof Float32Array || values instanceof Float64Array) this.foldFloats(values, rows, slots);
    else this.foldAny(values, rows, slots);
  }

  /** The tensors that most predictions are made of, without a question about each value's kind. */
  private foldFloats(values: Float32Array | Float64Array, rows: number, slots: Int32Array | null): void {
    mustHold(this.layout.name, values.length, rows);
    for (let row = 0; row < rows; row++) {
      const slot = this.count(values[row] as number);
      if (slots !== null) slots[row] = slot;
    }
  }

  private foldAny(values: ArrayLike<Value>, rows: number, slots: Int32Array | null): void {
    mustHold(this.layout.name, values.length, rows);
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      const slot = value === null || value === undefined ? this.beyond("null") : this.count(Number(value));
      if (slots !== null) slots[row] = slot;
    }
  }
}

/** The bin of a value's label; undefined for one that the baseline never had. */
export function binOfLabel({ labels, numbers }: LabelLayout, value: NonNullable<Value>): number | undefined {
  if (typeof value === "string") return labels.get(value) ?? labels.get(labelOf(value));
  const number = typeof value === "bigint" ? Number(value) : value;
  const known = typeof number === "number" && Number.isSafeInteger(number) ? numbers.get(number) : undefined;
  return known ?? labels.get(labelOf(value));
}

class LabelTally extends Beyond {
  readonly layout: CommonLayout & LabelLayout;
  readonly sketch = null;
  private readonly kept: number;
  constructor(layout: CommonLayout & LabelLayout, kept: number) {
    super(layout.bins);
    this.layout = layout;
    this.kept = kept;
  }

  private countFresh(label: string): number {
    this.fresh.set(label, (this.fresh.get(label) ?? 0) + 1);
    // Twice the cap before a cut: sorting costs once every `kept` new labels, and the cut is the same whenever it comes.
    if (this.fresh.size >= 2 * this.kept + 1) this.unseen += capLabels(this.fresh, this.kept);
    return this.bins.length + beyondBins.fresh;
  }

  private count(value: NonNullable<Value>): number {
    const bin = binOfLabel(this.layout, value);
    if (bin === undefined) return this.countFresh(labelOf(value));
    const { bins } = this;
    bins[bin] = (bins[bin] as number) + 1;
    return bin;
  }

  private countAny(value: Value): number {
    if (typeof value === "string") return this.count(value);
    if (value === null || value === undefined) return this.beyond("null");
    if (value !== value) return this.beyond("nan");
    if (value === Infinity) return this.beyond("positiveInfinity");
    return value === -Infinity ? this.beyond("negativeInfinity") : this.count(value);
  }

  /** Counts some rows. @param slots where each was counted, as segments lay a column out; null where nobody asks */
  fold(values: ArrayLike<Value>, rows: number, slots: Int32Array | null): void {
    mustHold(this.layout.name, values.length, rows);
    for (let row = 0; row < rows; row++) {
      const slot = this.countAny(values[row]);
      if (slots !== null) slots[row] = slot;
    }
  }
}

/** Counts of one column. */
export type ColumnTally = NumericTally | LabelTally;
export const newColumnTally = (layout: ColumnLayout, kept: number): ColumnTally => (layout.kind === "numeric" ? new NumericTally(layout) : new LabelTally(layout, kept));
