/** Up to here comparing with every edge is faster than a search, whose branches nobody foresees. */
const fewEdges = 24;

/**
 * The bin of a finite x (SPEC E1): bin i holds edges[i-1] < x <= edges[i], the outer bins open. So it is the number of
 * edges under x.
 * @param edges ascending, distinct
 */
export function binOf(edges: ArrayLike<number>, x: number): number {
  const { length } = edges;
  if (length > fewEdges) return searchBin(edges, x);
  let bin = 0;
  for (let at = 0; at < length; at++) bin += +(x > (edges[at] as number));
  return bin;
}

function searchBin(edges: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x > (edges[middle] ?? Infinity)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows in each bin; values that are not finite are in none. */
export function binCounts(edges: ArrayLike<number>, values: Iterable<number>): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const x of values) if (Number.isFinite(x)) {
    const bin = binOf(edges, x);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

export type NumericBins = { edges: number[]; counts: number[]; minimum: number | null; maximum: number | null };
/** Takes the reference's finite values in ascending order, chunk by chunk, in constant memory. */
export type EdgeBuilder = {
  /** @param rows how often each value stands there; without it, once */
  push(ascending: ArrayLike<number>, rows?: ArrayLike<number>): void;
  finish(): NumericBins;
};

/**
 * Frozen edges from a reference, drift-golden.md `q10.inverted_cdf` (SPEC E2): the k/parts sample quantiles that are
 * themselves reference values (the smallest x with F(x) >= k/parts), duplicates dropped, an edge equal to the maximum
 * dropped. So no reference bin is empty, and an atom stays whole.
 * @param total how many finite values will be pushed
 * @throws RangeError when values come out of order or not `total` of them
 */
export function edgeBuilder(total: number, parts = 10): EdgeBuilder {
  const cuts: { edge: number; rowsUpTo: number }[] = [];
  let seen = 0;
  let part = 1;
  let minimum: number | null = null;
  let maximum: number | null = null;
  let nextRank = Math.ceil(total / parts);
  return {
    push(ascending, rows) {
      for (let i = 0; i < ascending.length; i++) {
        const x = ascending[i] ?? NaN;
        if (!(x >= (maximum ?? -Infinity)) || x === Infinity) throw new RangeError(`${x} after ${maximum}: finite values in ascending order are needed`);
        minimum ??= x;
        maximum = x;
        seen += rows?.[i] ?? 1;
        const last = cuts.at(-1);
        if (last !== undefined && last.edge === x) last.rowsUpTo = seen;
        if (seen < nextRank) continue;
        if (last === undefined || last.edge !== x) cuts.push({ edge: x, rowsUpTo: seen });
        while (nextRank <= seen) nextRank = ++part < parts ? Math.ceil((part * total) / parts) : Infinity;
      }
    },
    finish() {
      if (seen !== total) throw new RangeError(`${seen} values came where ${total} were announced`);
      const inner = cuts.filter((cut) => cut.edge !== maximum);
      const upTo = [...inner.map((cut) => cut.rowsUpTo), total];
      return { edges: inner.map((cut) => cut.edge), counts: upTo.map((rows, i) => rows - (upTo[i - 1] ?? 0)), minimum, maximum };
    },
  };
}

/** Edges and counts of a reference held in memory; values that are not finite are left out. */
export function numericBins(values: Iterable<number>, parts = 10): NumericBins {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  const builder = edgeBuilder(finite.length, parts);
  builder.push(finite);
  return builder.finish();
}
