import type { z } from "zod";
import { SignalboxError } from "../../shared/errors.ts";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { SegmentItem, segmentsInput, SegmentsView } from "./contract-segments.ts";
import { columnNamed } from "./drift-series.ts";
import { hourSecondsOf, judgingOf } from "./judging.ts";
import { hasVerdict } from "./rules/alerts/budget.ts";
import type { LabelSum } from "./rules/quality/label-counters.ts";
import { realisedOf } from "./rules/quality/realised.ts";
import { judgeSegments, segmentWindow, worstFeature, worstFirst, type JudgedSegment, type SegmentNumbers } from "./rules/segments/judge.ts";
import { findSegment, segmentLayout, type SegmentLayout } from "./rules/segments/layout.ts";
import { segmentWidths } from "./rules/segments/rollup.ts";
import { labelsName, segmentLabels, segmentSides } from "./segment-sums.ts";
import { checkMultiples, findTarget, timeRange, type Target } from "./target.ts";

type Input = z.infer<typeof segmentsInput>;
const iso = (ms: number) => new Date(ms).toISOString();
const notTold = { psi: null, js: null, psiVerdict: null, psiLower: null, verdict: null };
const numbersOf = ({ rows, psi, js, psiVerdict, psiLower, verdict }: SegmentNumbers): SegmentNumbers => ({ rows, psi, js, psiVerdict, psiLower, verdict });
const nameOf = ({ input, name }: JudgedSegment) => `${input.feature}:${name}`;

/**
 * The segment that a text names.
 * @throws not_found saying what there is
 */
export function segmentNamed(layout: SegmentLayout | null, text: string, model: string): NonNullable<ReturnType<typeof findSegment>> & { layout: SegmentLayout } {
  const found = layout && findSegment(layout, text);
  if (found) return { ...found, layout };
  const inputs = layout?.inputs.map(({ feature, values, rest }) => `${feature}:${values[0] ?? rest}`) ?? [];
  throw new SignalboxError("not_found", layout === null ? `${model} has no segments: the tag signalbox.segment_features names the inputs to segment by.` : `${model} has no segment ${text}. Segments are written input:value, as ${inputs.join(" or ")}; values beyond the ${layout.inputs[0]?.values.length} most frequent are in ${layout.inputs[0]?.rest}.`, { extra: { inputs: layout?.inputs.map(({ feature }) => feature) ?? [] } });
}

/** Which stored windows the question is about. */
export function askedWindow(deps: Deps, target: Target, input: Pick<Input, "from" | "to" | "windowSeconds">): { fromMs: number; toMs: number; windowSeconds: number } {
  const windowSeconds = input.windowSeconds ?? target.driftWindowSeconds;
  const range = timeRange(deps, input, windowSeconds);
  const fixed = input.from !== undefined;
  const grainMs = (segmentWidths(deps.env.baseWindowSeconds)[0] ?? deps.env.baseWindowSeconds) * 1000;
  const window = segmentWindow({ fromMs: fixed ? range.fromMs : null, toMs: range.toMs, isNow: input.to === undefined, windowMs: fixed ? range.toMs - range.fromMs : windowSeconds * 1000 }, grainMs);
  return { ...window, windowSeconds: fixed ? (window.toMs - window.fromMs) / 1000 : windowSeconds };
}

function qualityOf(sum: LabelSum | undefined): SegmentItem["quality"] {
  const realised = sum && realisedOf(sum);
  if (!sum || !realised) return null;
  const { accuracy, f1, precision, recall, mae, rmse, bias, r2 } = realised;
  return { labelled: sum.labelled, accuracy, f1, precision, recall, mae, rmse, bias, r2 };
}

/**
 * Drift, and quality where labels came, by segment in one window, the worst first; of one segment every column's numbers.
 * @throws not_found for a model that the environment does not route, a version, a column, an input or a segment that is not
 * there; invalid_input for a width that is no multiple of the base width
 */
export async function segments(deps: Deps, actor: Actor, input: Input): Promise<SegmentsView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const target = await findTarget(deps, input);
  const { profile } = target;
  if (input.feature !== undefined) columnNamed(profile, input.feature, target.model);
  const window = askedWindow(deps, target, input);
  const layout = profile && segmentLayout(profile);
  const one = input.segment === undefined ? null : segmentNamed(layout, input.segment, target.model);
  if (input.input !== undefined && !layout?.inputs.some(({ feature }) => feature === input.input)) throw new SignalboxError("not_found", `${target.model} is not segmented by ${input.input}.`, { extra: { inputs: layout?.inputs.map(({ feature }) => feature) ?? [] } });
  const view = {
    model: target.model, version: target.version, environment: target.environment, from: iso(window.fromMs), to: iso(window.toMs), windowSeconds: window.windowSeconds, baselineRows: profile?.rows ?? null,
    inputs: layout?.inputs.map(({ feature }) => feature) ?? [], notes: profile?.segments?.notes ?? [], nextCursor: null,
  };
  const inputs = layout?.inputs.filter(({ feature }) => (one === null || feature === one.input.feature) && (input.input ?? feature) === feature) ?? [];
  if (profile === null || layout === null) return { ...view, alpha: null, task: null, items: [], worst: [] };
  const of = { ...target, profile };
  const between = { ...window, features: inputs.map(({ feature }) => feature) };
  const [found, judging, labelled] = await Promise.all([segmentSides(deps, of, between), judgingOf(deps, of), segmentLabels(deps, of, between)]);
  const terms = {
    layout, alpha: judging.alpha, tells: (feature: string) => input.feature === undefined || feature === input.feature,
    hasVerdict: hasVerdict(window.windowSeconds, { hours: false, daySeconds: 24 * hourSecondsOf(deps.env), driftWindowSeconds: target.driftWindowSeconds }),
  };
  const judged = inputs.flatMap((own) => {
    const sides = found?.sides.get(own.feature);
    return sides === undefined ? [] : judgeSegments(own, sides, terms);
  });
  const told = judged.filter(({ rows, baselineRows, place, input: own }) => (one === null ? rows + baselineRows > 0 : own.feature === one.input.feature && place === one.place));
  return { ...view, alpha: judging.alpha, task: labelled.task, items: itemsOf(told, { labels: labelled.labels, all: judged, withFeatures: one !== null }), worst: worstByFeature(told) };
}

function itemsOf(told: readonly JudgedSegment[], { labels, all, withFeatures }: { labels: Map<string, LabelSum>; all: readonly JudgedSegment[]; withFeatures: boolean }): SegmentItem[] {
  const sums = Map.groupBy(all, ({ input }) => input.feature);
  const shareOf = (own: JudgedSegment, of: "rows" | "baselineRows") => {
    const whole = (sums.get(own.input.feature) ?? []).reduce((sum, one) => sum + one[of], 0);
    return whole === 0 ? null : own[of] / whole;
  };
  return told.map((own): SegmentItem => {
    const worst = worstFeature(own.features);
    return {
      segment: nameOf(own), input: own.input.feature, value: own.name, rest: own.place === own.input.values.length,
      share: shareOf(own, "rows"), baselineRows: own.baselineRows, baselineShare: shareOf(own, "baselineRows"),
      feature: worst?.feature ?? null, ...(worst === null ? notTold : numbersOf(worst)), rows: own.rows,
      quality: qualityOf(labels.get(labelsName(own.input.feature, own.place))), ...(withFeatures ? { features: own.features } : {}),
    };
  }).toSorted((a, b) => worstFirst(a, b) || (a.segment < b.segment ? -1 : 1));
}

/** Each column's worst segment; columns that no segment tells are left out. */
function worstByFeature(told: readonly JudgedSegment[]): SegmentsView["worst"] {
  const all = told.flatMap((own) => own.features.filter((one) => !one.clock && one.psiLower !== null).map((one) => ({ feature: one.feature, segment: nameOf(own), ...numbersOf(one) })));
  return [...Map.groupBy(all, ({ feature }) => feature).values()].flatMap((own) => own.toSorted((a, b) => worstFirst(a, b) || (a.segment < b.segment ? -1 : 1)).slice(0, 1)).toSorted(worstFirst);
}
