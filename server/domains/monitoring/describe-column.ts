import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { minimumRows, type DistributionView, type ReferenceColumn } from "./contract.ts";
import { countersOf } from "./points.ts";
import { contributionsOf } from "./rules/contributions.ts";
import { distributionOf } from "./rules/distribution.ts";
import { columnRows } from "./rules/merge.ts";
import { baselineNumbers, liveNumbers, rebinned } from "./rules/numbers.ts";
import { findTarget, type Target } from "./target.ts";
import { sumBetween } from "./window-sums.ts";

type Range = { fromMs: number; toMs: number };
type Third = NonNullable<DistributionView["third"]>;
export type Described = { column: ReferenceColumn; range: Range; third?: string | undefined };
const iso = (ms: number) => new Date(ms).toISOString();
const hoursOfWeek = 168;

/** A week of the demo's clock is as many base windows as a week has hours. */
const weekMs = (deps: Deps): number => (deps.env.demo ? deps.env.baseWindowSeconds * hoursOfWeek : 604_800) * 1000;

async function countedIn(deps: Deps, target: Target, { column, range }: Described) {
  const baseMs = deps.env.baseWindowSeconds * 1000;
  if (target.profile === null || range.fromMs === range.toMs) return { counters: undefined, sketch: undefined };
  const sum = await sumBetween(deps, { ...target, profile: target.profile }, {
    fromMs: Math.floor(range.fromMs / baseMs) * baseMs, toMs: Math.ceil(range.toMs / baseMs) * baseMs, column: column.name, sketches: column.reference.kind === "numeric",
  });
  return { counters: countersOf(sum, column), sketch: sum.sketches?.[column.name] };
}

/** One column's baseline beside what was counted in a range, in counts and in numbers, with a third side where one is asked for. */
export async function describeColumn(deps: Deps, target: Target, asked: Described): Promise<DistributionView> {
  const { column, range } = asked;
  const [{ counters, sketch }, third] = await Promise.all([countedIn(deps, target, asked), asked.third === undefined ? null : thirdOf(deps, target, { ...asked, third: asked.third })]);
  const shown = distributionOf(column, counters);
  return {
    ...shown, version: target.version, from: iso(range.fromMs), to: iso(range.toMs),
    numbers: { baseline: baselineNumbers(column, shown.count.baseline), live: liveNumbers(column, counters, sketch) },
    contributions: counters === undefined || shown.count.live < minimumRows ? null : contributionsOf(column.reference, counters),
    third: third === null ? null : { ...third, bins: padded(third.bins, shown.bins.length) },
  };
}

const padded = (bins: readonly number[], length: number) => Array.from({ length }, (_, i) => bins[i] ?? 0);

async function thirdOf(deps: Deps, target: Target, asked: Described & { third: string }): Promise<Third> {
  const { column, range } = asked;
  const back = asked.third === "previous" ? range.toMs - range.fromMs : asked.third === "week" ? weekMs(deps) : 0;
  const at = { fromMs: range.fromMs - back, toMs: range.toMs - back };
  const version = back === 0 ? Number(asked.third.slice(1)) : Number(target.version);
  const other = String(version) === target.version ? target : await otherVersion(deps, target, version);
  const own = other?.profile?.columns.find((candidate) => candidate.name === column.name);
  const about = { side: asked.third, version: String(version), from: iso(at.fromMs), to: iso(at.toMs), exact: true };
  const none = (reason: string): Third => ({ ...about, bins: [], missing: 0, count: 0, reason, numbers: liveNumbers(column, undefined, undefined) });
  if (other === null) return none(`${target.model} has no version ${version}.`);
  if (own === undefined) return none(`v${version} has no monitored column ${column.name}.`);
  if (own.reference.kind !== column.reference.kind) return none(`${column.name} is ${own.reference.kind} in v${version} and ${column.reference.kind} in v${target.version}: no bins are alike.`);
  const { counters, sketch } = await countedIn(deps, other, { column: own, range: at });
  if (counters === undefined) return none("Nothing was counted there.");
  const found = { ...about, missing: counters.null + counters.nan, count: columnRows(counters), reason: null, numbers: liveNumbers(own, counters, sketch) };
  const [here, there] = [column.reference, own.reference];
  if (here.kind === "categorical" && there.kind === "categorical") {
    const rows = new Map([...there.labels.map((label, i): [string, number] => [label, counters.bins[i] ?? 0]), ...Object.entries(counters.fresh)]);
    return { ...found, bins: here.labels.map((label) => rows.get(label) ?? 0) };
  }
  if (here.kind !== "numeric" || there.kind !== "numeric") return none("No bins are alike.");
  if (here.edges.length === there.edges.length && here.edges.every((edge, i) => edge === there.edges[i])) return { ...found, bins: counters.bins };
  if (there.sketch === undefined || sketch === undefined) return none(`v${version} cut other bins, and was counted without a sketch that could tell them in these.`);
  return { ...found, exact: false, bins: rebinned(sketch.counts, there.sketch, here.edges) };
}

async function otherVersion(deps: Deps, target: Target, version: number): Promise<Target | null> {
  try {
    return await findTarget(deps, { model: target.model, environment: target.environment, version });
  } catch (error) {
    if (error instanceof SignalboxError && error.code === "not_found") return null;
    throw error;
  }
}
