/** A point of a chart in pixels; a null y is a gap. */
export type PlotPoint = readonly [x: number, y: number | null];

const round = (value: number) => String(Math.round(value * 100) / 100);

/** The runs of drawable points between gaps. */
export function runsOf(points: readonly PlotPoint[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  for (const [x, y] of points) {
    if (y !== null && Number.isFinite(y)) {
      run.push([x, y]);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

const straight = (run: readonly [number, number][]) => run.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)},${round(y)}`).join("");

/** An SVG path through the points, broken at gaps; a point between two gaps becomes a dot of no length (round caps show it). */
export function linePath(points: readonly PlotPoint[]): string {
  return runsOf(points).map((run) => (run.length === 1 ? `${straight(run)}h0` : straight(run))).join("");
}

/** The area between the points and `baseY`, one closed shape a run. */
export function areaPath(points: readonly PlotPoint[], baseY: number): string {
  return runsOf(points).map((run) => `${straight(run)}L${round(run.at(-1)?.[0] ?? 0)},${round(baseY)}L${round(run[0]?.[0] ?? 0)},${round(baseY)}Z`).join("");
}

/** The band between two lines with the same x. */
export function bandPath(upper: readonly PlotPoint[], lower: readonly PlotPoint[]): string {
  const pairs = upper.map(([x, y], index): [PlotPoint, PlotPoint] => [[x, y], [x, lower[index]?.[1] ?? null]]);
  const open: PlotPoint[] = pairs.map(([[x, top], [, bottom]]) => [x, top === null || bottom === null ? null : top]);
  const bottoms = new Map(pairs.map(([, [x, bottom]]) => [x, bottom]));
  return runsOf(open).map((run) => `${straight(run)}${run.toReversed().map(([x]) => `L${round(x)},${round(bottoms.get(x) ?? 0)}`).join("")}Z`).join("");
}

/** Steps: each point holds from its x to the next one's; the last to `endX`. */
export function stepPath(points: readonly PlotPoint[], endX: number): string {
  return runsOf(points).map((run) => run.map(([x, y], index) => `${index === 0 ? `M${round(x)},${round(y)}` : `V${round(y)}`}H${round(run[index + 1]?.[0] ?? Math.max(x, endX))}`).join("")).join("");
}
