/** What labels will be compared with, read from the columns of an event. Pure. */
import type { BaselineProfile, ReferenceColumn } from "../../../domains/monitoring/contract.ts";
import { modelColumns, type Signature, shapeOfSignature, type TensorSpec } from "../../../domains/monitoring/rules/columns.ts";
import type { ColumnValues } from "../../../domains/monitoring/rules/fold.ts";
import { type OutputPlan, outputsOfBaseline, planOutputs } from "../../../domains/monitoring/rules/quality/outputs.ts";
import type { ScoredRows } from "../../../domains/monitoring/rules/quality/score-counters.ts";
import type { SeenTensor } from "../columns.ts";
import { scoresOf } from "../scoring.ts";

/** `columns`: what is read of an event, the monitored columns and the outputs that the baseline lacks. */
export type EventScoring = { plan: OutputPlan | null; columns: BaselineProfile | null };
/** `outputs`: as the loaded model has them; null where it runs elsewhere. */
export type Told = { profile: BaselineProfile | null; outputs: readonly TensorSpec[] | null; signature: Signature | null; tags: Readonly<Record<string, string>> };

const unmonitored = { clock: false, reference: { kind: "categorical", labels: [], counts: [], missing: 0 } } as const satisfies Partial<ReferenceColumn>;

/** Which outputs are compared, once a version: by the model, else by the baseline's columns, else by the signature. */
export function eventScoring({ profile, outputs, signature, tags }: Told): EventScoring {
  if (profile === null) return { plan: null, columns: null };
  const known = outputs ?? outputsOfBaseline(profile.columns);
  const told = known.length > 0 || signature === null ? known : shapeOfSignature(signature).outputs;
  const { plan } = planOutputs({ outputs: told, signature, tags, baseline: profile.columns });
  const names = new Set(profile.columns.map(({ name }) => name));
  const more = modelColumns({ inputs: [], outputs: told }, signature).columns.filter(({ name }) => !names.has(name));
  const columns = more.length === 0 ? profile : { ...profile, columns: [...profile.columns, ...more.map((column): ReferenceColumn => ({ ...column, ...unmonitored }))] };
  return { plan, columns };
}

/** Some columns side by side; a value that is missing is NaN. */
function numbers(columns: readonly (ColumnValues | undefined)[], rows: number): SeenTensor | null {
  if (columns.some((values) => values === undefined)) return null;
  const data = new Float64Array(rows * columns.length);
  for (const [index, values] of columns.entries()) for (let row = 0; row < rows; row++) data[row * columns.length + index] = Number(values?.[row] ?? NaN);
  return { datatype: "FP64", shape: [rows, columns.length], data };
}

/** @returns null where the event did not tell what the plan needs */
export function eventScores({ plan, columns }: EventScoring, values: Record<string, ColumnValues>, rows: number): ScoredRows | null {
  if (plan === null || columns === null) return null;
  const own = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const seen = new Map<string, SeenTensor>();
  if (plan.task !== "multiclass") {
    const score = numbers([own(plan.score.name)], rows);
    if (score === null) return null;
    return scoresOf({ ...plan, score: { ...plan.score, index: 0 } }, seen.set(plan.score.tensor, score), rows);
  }
  const { label, scores } = plan;
  const wide = scores && numbers(columns.columns.filter(({ tensor, role }) => role === "output" && tensor === scores.tensor).toSorted((a, b) => a.index - b.index).map(({ name }) => own(name)), rows);
  if (scores && wide) seen.set(scores.tensor, wide);
  const classes = label && own(label.name);
  if (label && classes) seen.set(label.tensor, { datatype: "BYTES", shape: [rows], data: Array.from(classes as ArrayLike<string | number | boolean | null>, (value) => (value === null ? "" : String(value))) });
  return scoresOf(plan, seen, rows);
}
