/**
 * The false alarms and delays of drift-alerts.md, by simulation with fixed seeds: independent columns of ten frozen bins,
 * a reference of 100,000 rows, quiet weeks, then a mean shift in reference standard deviations. Ours is the ladder as it is
 * judged; beside it the rules that it was measured against. SIGNALBOX_BENCH=quick takes fewer weeks and trials.
 */
import type { ColumnCounters, ReferenceColumn } from "../../server/domains/monitoring/contract.ts";
import { alphaOf, ladderHours } from "../../server/domains/monitoring/rules/alerts/budget.ts";
import { noncentralQuantile } from "../../server/domains/monitoring/rules/noncentral.ts";
import { judgeColumn, levels, psiHalfRow } from "../../server/domains/monitoring/rules/verdict.ts";

const quick = process.env["SIGNALBOX_BENCH"] === "quick";
const bins = 10;
const baselineRows = 100_000;
const columns = 20;
const quietDays = quick ? 3 : 28;
const trials = quick ? 10 : 40;

/** Uniforms of a seed (mulberry32), and normals from them. */
function randomOf(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
type Random = ReturnType<typeof randomOf>;

/** Binomial draws: counted one by one while few, else by the normal law, which is as good there. */
function binomial({ uniform, normal }: Random, rows: number, share: number): number {
  const mean = rows * share;
  const spread = Math.sqrt(mean * (1 - share));
  if (spread > 12) return Math.min(rows, Math.max(0, Math.round(mean + spread * normal())));
  let hits = 0;
  for (let i = 0; i < rows; i++) if (uniform() < share) hits++;
  return hits;
}

function multinomial(random: Random, rows: number, shares: readonly number[]): number[] {
  let [left, rest] = [rows, 1];
  return shares.map((share, i) => {
    const count = i === shares.length - 1 ? left : binomial(random, left, Math.min(1, share / rest));
    left -= count;
    rest -= share;
    return count;
  });
}

/** Φ(x) by Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x) / Math.SQRT2);
  const erf = 1 - t * Math.exp(-(x * x) / 2) * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

const deciles = [-1.2815515655, -0.8416212336, -0.5244005127, -0.2533471031, 0, 0.2533471031, 0.5244005127, 0.8416212336, 1.2815515655];
/** Shares of the reference's deciles after the mean has moved by `shift` standard deviations. */
const sharesAt = (shift: number): number[] => [...deciles, Infinity].map((edge, i) => normalCdf(edge - shift) - (i === 0 ? 0 : normalCdf((deciles[i - 1] ?? 0) - shift)));

type Column = { reference: ReferenceColumn["reference"]; hours: number[][] };
const counters = (counts: number[]): ColumnCounters => ({ bins: counts, null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: {}, unseen: 0 });
const sumOf = (hours: readonly number[][]): number[] => Array.from({ length: bins }, (_, bin) => hours.reduce((sum, hour) => sum + (hour[bin] ?? 0), 0));

/** A rule says how certain it is of a level in the hours so far; null while it says nothing. */
type Rule = { name: string; exceeds: (column: Column, level: number) => boolean };
const alpha = alphaOf({ columns, segments: 1, looksPerHour: 1 });
const fixed = (name: string, over: (column: Column) => boolean): Rule => ({ name, exceeds: over });
const psiOf = ({ reference, hours }: Column): number => psiHalfRow({ reference: reference.counts, current: hours.at(-1) ?? [] });
const rules: Rule[] = [
  { name: "ladder", exceeds: ({ reference, hours }, level) => ladderHours.some((span) => (judgeColumn(reference, counters(sumOf(hours.slice(-span))), alpha).psiLower ?? 0) >= level) },
  fixed("PSI > .1", (column) => psiOf(column) > 0.1),
  fixed("PSI > .2", (column) => psiOf(column) > 0.2),
  fixed("PSI > chi-square", (column) => psiOf(column) > (1 / baselineRows + 1 / sumOf(column.hours.slice(-1)).reduce((a, b) => a + b, 0)) * noncentralQuantile(0.95, bins - 1, 0)),
];

const flat = sharesAt(0);
function columnOf(random: Random): Column {
  const counts = multinomial(random, baselineRows, flat);
  return { reference: { kind: "numeric", edges: deciles, counts, missing: 0, infinite: 0, minimum: -5, maximum: 5 }, hours: [] };
}
function hour(column: Column, random: Random, ask: { rows: number; shares: readonly number[] }): void {
  column.hours.push(multinomial(random, ask.rows, ask.shares));
  if (column.hours.length > 24) column.hours.shift();
}

/** Alarms a day over all columns while nothing drifts; an alarm that stands is one until a day has gone by without. */
function falseAlarms(rule: Rule, { rows, level }: { rows: number; level: number }): number {
  const random = randomOf(rows * 31 + 7);
  let alarms = 0;
  for (let at = 0; at < columns; at++) {
    const column = columnOf(random);
    let openUntil = -1;
    for (let hourNumber = 0; hourNumber < quietDays * 24; hourNumber++) {
      hour(column, random, { rows, shares: flat });
      if (!rule.exceeds(column, level)) continue;
      if (rule.name !== "ladder" || hourNumber > openUntil) alarms++;
      openUntil = hourNumber + 24;
    }
  }
  return alarms / quietDays;
}

/** Hours from the shift to the first alarm, after a quiet day: the median of those within a day, and their share. */
function delays(rule: Rule, { rows, level, shift }: { rows: number; level: number; shift: number }): { hours: number | null; share: number } {
  const random = randomOf(rows * 17 + Math.round(shift * 1000));
  const shares = sharesAt(shift);
  const found: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const column = columnOf(random);
    for (let i = 0; i < 24; i++) hour(column, random, { rows, shares: flat });
    for (let after = 1; after <= 24; after++) {
      hour(column, random, { rows, shares });
      if (!rule.exceeds(column, level)) continue;
      found.push(after);
      break;
    }
  }
  const middle = found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)];
  return { hours: found.length === 0 ? null : middle ?? null, share: found.length / trials };
}

const words = ({ hours, share }: { hours: number | null; share: number }): string => `${hours === null ? "–" : `${hours} h`} (${share.toFixed(2)})`;

/** A row a rule and traffic: false alarms a day of 20 columns, and hours to see a shift with the share seen in a day. */
export async function benchAlarms(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const perHour of [100, 1000, 10_000, 100_000]) {
    const [ladder, ...others] = rules;
    if (ladder === undefined) continue;
    for (const [name, level] of Object.entries(levels)) {
      const at = { rows: perHour, level };
      rows.push({ rule: `ladder ${name} ${level}`, rowsPerHour: perHour, falseAlarmsPerDay: Number(falseAlarms(ladder, at).toFixed(2)), "shift .1": words(delays(ladder, { ...at, shift: 0.1 })), "shift .25": words(delays(ladder, { ...at, shift: 0.25 })), "shift .5": words(delays(ladder, { ...at, shift: 0.5 })) });
    }
    for (const rule of others) {
      const at = { rows: perHour, level: 0 };
      rows.push({ rule: rule.name, rowsPerHour: perHour, falseAlarmsPerDay: Number(falseAlarms(rule, at).toFixed(2)), "shift .1": words(delays(rule, { ...at, shift: 0.1 })), "shift .25": words(delays(rule, { ...at, shift: 0.25 })), "shift .5": words(delays(rule, { ...at, shift: 0.5 })) });
    }
  }
  return rows;
}
