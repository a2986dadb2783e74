import { setImmediate as pause } from "node:timers/promises";
import { SignalboxError } from "../../shared/errors.ts";
import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile, DriftPoint, DriftView, ReferenceColumn } from "./contract.ts";
import { judgingOf } from "./judging.ts";
import { countersOf, defaultNumbers, driftPoint, judged, type DriftNumbers } from "./points.ts";
import { wholeSketch } from "./rules/merge-sketch.ts";
import { slid, type Ends } from "./rules/windows.ts";
import { cellsFor, type Counted } from "./window-sums.ts";

export type DriftSeries = DriftView["series"][number];
export type DriftAsk = {
  ends: Ends; windowSeconds: number; version: string;
  /** Only these columns. */
  features?: readonly string[] | undefined;
  /** Which columns have every point judged; of the others only the newest is: a verdict costs a hundred times a PSI. */
  judgeAll: (column: ReferenceColumn) => boolean;
  /** Without it PSI and JS. */
  numbers?: DriftNumbers | undefined;
  /** Of the model; see `Target`. */
  driftWindowSeconds: number;
};

/** Points after which others have their turn: some milliseconds. */
const pointsAtOnce = 256;

/** What only a sketch gives: read and added up where it is asked for alone. */
const needsSketch = ({ metrics, as }: DriftNumbers): boolean => as === "nannyml" || metrics.includes("ks") || metrics.includes("wasserstein");

/**
 * The column of that name.
 * @throws not_found naming what there is
 */
export function columnNamed(profile: BaselineProfile | null, feature: string, model: string): ReferenceColumn {
  const column = profile?.columns.find((candidate) => candidate.name === feature);
  if (column !== undefined) return column;
  const names = profile?.columns.map((candidate) => candidate.name) ?? [];
  throw new SignalboxError("not_found", profile === null ? `${model} has no baseline yet, so none of its columns is monitored.` : `${model} has no monitored column ${feature}. It has ${names.join(", ")}.`, { extra: { features: names } });
}

/** Every asked window of one version as points, column by column in the baseline's order. */
export async function driftSeries(deps: Deps, of: Counted & { profile: BaselineProfile }, ask: DriftAsk): Promise<DriftSeries[]> {
  const columns = of.profile.columns.filter((column) => ask.features?.includes(column.name) ?? true);
  const points = columns.map((): DriftPoint[] => []);
  const inFull = columns.map((column) => ask.judgeAll(column));
  const numbers = ask.numbers ?? defaultNumbers;
  const part = { ...(ask.features === undefined ? { kind: "columns" as const } : { kind: "some" as const, names: ask.features }), sketches: needsSketch(numbers) };
  const judging = await judgingOf(deps, { ...of, driftWindowSeconds: ask.driftWindowSeconds });
  const cells = await cellsFor(deps, of, { ends: ask.ends, windowSeconds: ask.windowSeconds, part });
  const newest: (() => DriftPoint)[] = [];
  let unbroken = 0;
  for (const { endMs: toMs, counters, sketches } of slid(cells, { ...ask.ends, windowSeconds: ask.windowSeconds })) {
    if ((unbroken += columns.length) > pointsAtOnce) {
      unbroken = 0;
      await pause();
    }
    for (const [i, column] of columns.entries()) {
      const live = countersOf(counters, column);
      const at = { fromMs: toMs - ask.windowSeconds * 1000, toMs, version: ask.version };
      const point = driftPoint(column, live && { counters: live, sketch: wholeSketch(sketches, column.name) }, { at, numbers });
      if (point === null) continue;
      points[i]?.push(inFull[i] ? judged(point, column, { counters, judging }) : point);
      newest[i] = () => judged(point, column, { counters, judging });
    }
  }
  return columns.map((column, i) => {
    const own = points[i] ?? [];
    const last = newest[i];
    if (last !== undefined && !inFull[i]) own[own.length - 1] = last();
    return { feature: column.name, role: column.role, kind: column.reference.kind, clock: column.clock, points: own };
  });
}
