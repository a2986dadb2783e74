/**
 * The distances by name, and what each library means by them (SPEC N1 to N4; drift-golden.md). `null` where the library
 * has no such number for such a column, "not_computable" where it has one that counters on frozen edges cannot give.
 */
import type { ColumnCounters, DriftDefinition, DriftMetric, NumericReference, ReferenceColumn } from "../contract.ts";
import { chiSquare, chiSquareAgainst, comparedBins, hellinger, jsDistance, jsDivergence, lInfinity, psi, totalVariation, type ChiSquare } from "./distance.ts";
import type { SketchSum } from "./merge-sketch.ts";
import { readSketch, type Sketch } from "./sketch.ts";
import { ksInterval, wassersteinInterval, type Interval, type Sketched } from "./sketch-distance.ts";

/** What each number is. */
type Values = Record<Exclude<DriftMetric, "chi2" | "ks" | "wasserstein">, number> & { chi2: ChiSquare; ks: Interval; wasserstein: Interval };
export type Distances = { [Metric in DriftMetric]?: Values[Metric] | null };
/** What one window holds of a column. */
export type LiveColumn = { counters: ColumnCounters; sketch: SketchSum | undefined };
type Compared = { column: ReferenceColumn["reference"]; live: LiveColumn };
type Kernel<Value> = (compared: Compared) => Value | null;

const onBins = <Value>(kernel: (reference: number[], current: number[]) => Value): Kernel<Value> => ({ column, live }) => {
  const { reference, current } = comparedBins(column, live.counters);
  return some(reference) && some(current) ? kernel(reference, current) : null;
};
const some = (counts: readonly number[]) => counts.some((count) => count > 0);

type SketchedReference = NonNullable<NumericReference["sketch"]>;
/** A reference's sketch is read once: it is asked for each of a thousand windows. */
const readReferences = new WeakMap<SketchedReference, Sketch>();
function sketchOf(reference: SketchedReference): Sketch {
  let sketch = readReferences.get(reference);
  if (sketch === undefined) readReferences.set(reference, (sketch = readSketch(reference.counts)));
  return sketch;
}

type OnSketch = (reference: Sketched, current: Sketched, scale: SketchedReference) => Interval;
const onSketch = (kernel: OnSketch): Kernel<Interval> => ({ column, live }) => {
  if (column.kind !== "numeric" || column.sketch === undefined || live.sketch === undefined || !some(live.counters.bins)) return null;
  return kernel({ sketch: sketchOf(column.sketch), minimum: column.minimum, maximum: column.maximum }, live.sketch, column.sketch);
};

/** NannyML's own bins: Doane's edges of the reference and one bin for what falls outside them. */
const onEvenBins = (kernel: (reference: number[], current: number[]) => number): Kernel<number> => ({ column, live }) => {
  if (column.kind !== "numeric" || column.even === undefined || live.sketch === undefined || !some(live.sketch.even)) return null;
  return kernel([...column.even.counts, 0], live.sketch.even);
};

const natural = (r: number[], c: number[]) => jsDistance(r, c) * Math.sqrt(Math.LN2);
const divided = ({ value, lo, hi }: Interval, by: number): Interval => ({ value: value / by, lo: lo / by, hi: hi / by });

type Cell<Metric extends DriftMetric> = Kernel<Values[Metric]> | null | "not_computable";
type Row = { [Metric in DriftMetric]: Cell<Metric> };
const nothing: Row = { psi: null, js: null, hellinger: null, chi2: null, lInfinity: null, tvd: null, ks: null, wasserstein: null };

/** Each definition by kind of column. */
const table = {
  signalbox: {
    numeric: { psi: onBins((r, c) => psi(r, c)), js: onBins(jsDistance), hellinger: onBins(hellinger), chi2: onBins((r, c) => chiSquare(r, c)), lInfinity: onBins(lInfinity), tvd: onBins(totalVariation), ks: onSketch(ksInterval), wasserstein: onSketch(wassersteinInterval) },
    categorical: { ...nothing, psi: onBins((r, c) => psi(r, c)), js: onBins(jsDistance), hellinger: onBins(hellinger), chi2: onBins((r, c) => chiSquare(r, c)), lInfinity: onBins(lInfinity), tvd: onBins(totalVariation) },
  },
  evidently: {
    numeric: { ...nothing, psi: "not_computable", js: "not_computable", hellinger: "not_computable", ks: "not_computable", wasserstein: onSketch((r, c, scale) => divided(wassersteinInterval(r, c, scale), Math.max(scale.deviation, 0.001))) },
    categorical: { ...nothing, psi: onBins((r, c) => psi(r, c)), js: onBins(natural), hellinger: onBins(hellinger), chi2: onBins(chiSquareAgainst), tvd: onBins(totalVariation) },
  },
  nannyml: {
    numeric: { ...nothing, js: onEvenBins(jsDistance), hellinger: onEvenBins(hellinger), ks: onSketch(ksInterval), wasserstein: onSketch(wassersteinInterval) },
    categorical: { ...nothing, js: onBins(jsDistance), hellinger: onBins(hellinger), lInfinity: onBins(lInfinity), chi2: onBins((r, c) => chiSquare(r, c, true)) },
  },
  tfdv: {
    numeric: { ...nothing, js: "not_computable" },
    categorical: { ...nothing, js: onBins(jsDivergence), lInfinity: onBins(lInfinity) },
  },
  fiddler: {
    numeric: { ...nothing, psi: onBins((r, c) => psi(r, c, "plus1")), js: onBins(jsDistance) },
    categorical: { ...nothing, psi: onBins((r, c) => psi(r, c, "plus1")), js: onBins(jsDistance) },
  },
} satisfies Record<DriftDefinition, Record<"numeric" | "categorical", Row>>;

/** From this many reference rows on, NannyML takes these two on 10,000 bins of its own (drift-golden.md). */
const nannymlBinsFrom = 10_000;
const binnedByNannyml: readonly DriftMetric[] = ["ks", "wasserstein"];

function cellOf<Metric extends DriftMetric>(column: ReferenceColumn["reference"], metric: Metric, as: DriftDefinition): Cell<Metric> {
  const rows = column.counts.reduce((sum, count) => sum + count, 0);
  if (as === "nannyml" && column.kind === "numeric" && binnedByNannyml.includes(metric) && rows >= nannymlBinsFrom) return "not_computable";
  const row: Row = table[as][column.kind];
  return row[metric];
}

/** Whether a library has a number here that frozen edges cannot give. */
export const isComputable = (column: ReferenceColumn["reference"], metric: DriftMetric, as: DriftDefinition): boolean => cellOf(column, metric, as) !== "not_computable";

/** Whether a library has such a number for such a column at all. */
export const hasNumber = (column: ReferenceColumn["reference"], metric: DriftMetric, as: DriftDefinition): boolean => cellOf(column, metric, as) !== null;

function put<Metric extends DriftMetric>(into: Distances, metric: Metric, value: Distances[Metric]): void {
  into[metric] = value;
}

/** The asked numbers of one window of a column; null where there is none. The rule of `minimumRows` is the caller's. */
export function distancesOf(compared: Compared, metrics: readonly DriftMetric[], as: DriftDefinition): Distances {
  const distances: Distances = {};
  for (const metric of metrics) {
    const cell = cellOf(compared.column, metric, as);
    put(distances, metric, typeof cell === "function" ? cell(compared) : null);
  }
  return distances;
}
