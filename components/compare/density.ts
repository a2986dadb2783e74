import type { BaselineSide } from "#server/shared/compare.ts";

export type NumericSide = Extract<BaselineSide, { kind: "numeric" }>;
type Piece = { lo: number; hi: number; share: number };
/** One version's training data as it is known: shares of all of its rows within its own bins, and values that many rows have exactly. */
export type Shape = { ref: string; pieces: Piece[]; points: { at: number; share: number }[]; rows: number; missingShare: number };

const total = (side: NumericSide): number => side.counts.reduce((sum, count) => sum + count, 0) + side.missing + side.infinite;

/**
 * The bins of one baseline with their widths: the outer ones, which are open, end at the lowest and the highest value
 * seen. A bin without width is one value.
 */
export function shapeOf(side: NumericSide): Shape {
  const rows = total(side);
  const shape: Shape = { ref: side.ref, pieces: [], points: [], rows, missingShare: rows === 0 ? 0 : side.missing / rows };
  side.counts.forEach((count, bin) => {
    const lo = side.edges[bin - 1] ?? side.minimum;
    const hi = side.edges[bin] ?? side.maximum;
    if (count === 0 || rows === 0 || lo === null || hi === null) return;
    if (hi > lo) shape.pieces.push({ lo, hi, share: count / rows });
    else shape.points.push({ at: hi, share: count / rows });
  });
  return shape;
}

export const densityOf = (piece: Piece): number => piece.share / (piece.hi - piece.lo);

/** The share of rows at or below a value: exact at a bin's edge, straight between two of them. */
export function shareBelow(shape: Shape, at: number): number {
  const points = shape.points.filter((point) => point.at <= at).reduce((sum, point) => sum + point.share, 0);
  return shape.pieces.reduce((sum, { lo, hi, share }) => sum + share * Math.min(1, Math.max(0, (at - lo) / (hi - lo))), points);
}

/** The value that a share of the rows with a value does not exceed, within its bin; null without such rows. */
export function quantileOf(shape: Shape, q: number): number | null {
  const steps = [...shape.pieces.map(({ lo, hi, share }) => ({ lo, hi, share })), ...shape.points.map(({ at, share }) => ({ lo: at, hi: at, share }))].toSorted((a, b) => a.hi - b.hi || a.lo - b.lo);
  const all = steps.reduce((sum, step) => sum + step.share, 0);
  let seen = 0;
  for (const { lo, hi, share } of steps) {
    if (seen + share >= q * all - 1e-12) return lo + (hi - lo) * Math.min(1, Math.max(0, (q * all - seen) / share));
    seen += share;
  }
  return steps.at(-1)?.hi ?? null;
}

export type Axes = { from: number; to: number; top: number; topIsCut: boolean; sidesAreCut: boolean };

/** An outer bin is drawn to at most this part of what lies between the inner edges. */
const tail = 0.35;
/** Of the mass, how much is under the axis' top at least; what is higher is cut and said. */
const underTop = 0.9;
const cutFrom = 3;

/** The axes that all versions share. Long tails and narrow peaks are cut, and it is said. */
export function axesOf(shapes: readonly Shape[]): Axes {
  const ends = shapes.flatMap(({ pieces, points }) => {
    const first = pieces[0];
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return points.map((point) => ({ lo: point.at, hi: point.at, cutLo: point.at, cutHi: point.at }));
    const inner = Math.max(last.lo - first.hi, 0) || last.hi - first.lo;
    const pins = points.map((point) => point.at);
    return [{ lo: Math.min(first.lo, ...pins), hi: Math.max(last.hi, ...pins), cutLo: Math.max(first.lo, first.hi - tail * inner), cutHi: Math.min(last.hi, last.lo + tail * inner) }];
  });
  const from = Math.min(...ends.map((end) => end.cutLo));
  const to = Math.max(...ends.map((end) => end.cutHi));
  const sidesAreCut = ends.some((end) => end.lo < from || end.hi > to);
  const heights = shapes.flatMap(({ pieces }) => pieces.map((piece) => ({ height: densityOf(piece), share: piece.share / shapes.length }))).toSorted((a, b) => a.height - b.height);
  const mass = heights.reduce((sum, { share }) => sum + share, 0);
  let seen = 0;
  const usual = heights.find(({ share }) => (seen += share) >= underTop * mass)?.height ?? 0;
  const highest = heights.at(-1)?.height ?? 1;
  const topIsCut = highest > cutFrom * usual && usual > 0;
  return { from, to: to > from ? to : from + 1, top: topIsCut ? cutFrom * usual : highest, topIsCut, sidesAreCut };
}

export type LabelRow = { label: string; shares: (number | null)[] };

/** Labels by the largest share that any version gives them, at most `shown`; what one version never saw is nought there. */
export function labelRows(sides: readonly Extract<BaselineSide, { kind: "categorical" }>[], shown = 14): { rows: LabelRow[]; leftOut: number } {
  const maps = sides.map((side) => {
    const all = side.counts.reduce((sum, count) => sum + count, 0) + side.missing;
    return new Map([...side.labels.map((label, index) => [label === "" ? "(empty)" : label, all === 0 ? 0 : (side.counts[index] ?? 0) / all] as const), ...(side.missing > 0 ? [["(missing)", side.missing / all] as const] : [])]);
  });
  const labels = [...new Set(maps.flatMap((map) => [...map.keys()]))];
  const rows = labels.map((label) => ({ label, shares: maps.map((map) => map.get(label) ?? 0) })).toSorted((a, b) => Math.max(...b.shares) - Math.max(...a.shares) || (a.label < b.label ? -1 : 1));
  return { rows: rows.slice(0, shown), leftOut: Math.max(0, rows.length - shown) };
}

/** Groups of versions whose training data has one shape: their lines lie on each other. */
export function sameShapes(shapes: readonly Shape[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { ref, pieces, points } of shapes) {
    const key = JSON.stringify([pieces, points]);
    groups.set(key, [...(groups.get(key) ?? []), ref]);
  }
  return [...groups.values()].filter((refs) => refs.length > 1);
}
