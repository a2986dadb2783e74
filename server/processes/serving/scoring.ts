/** A prediction's scores and classes, as labels will be compared with them. */
import { planOutputs, type OutputPlan } from "../../domains/monitoring/rules/quality/outputs.ts";
import type { Signature, TensorSpec } from "../../domains/monitoring/rules/columns.ts";
import { labelOf } from "../../domains/monitoring/rules/labels.ts";
import type { ScoredRows } from "../../domains/monitoring/rules/quality/score-counters.ts";
import type { ServedVersion } from "../../domains/serving/contract.ts";
import type { SeenTensor } from "./columns.ts";
import type { Runner } from "./running/runner.ts";
import type { Watched } from "./watch.ts";

type Planned = ReturnType<typeof planOutputs>;
/** A baseline that comes later is another `Watched`, so its plan is made anew. */
const plans = new WeakMap<Watched, Planned>();

export const isSignature = (given: unknown): given is Signature => typeof given === "object" && given !== null && Array.isArray((given as Signature).inputs) && Array.isArray((given as Signature).outputs);

/** What a runner answers; a free dimension is null. */
export const outputsOf = (runner: Runner): TensorSpec[] => runner.outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: shape?.map((size) => (size < 0 ? null : size)) ?? null }));

/** Which outputs of a version are compared with labels, told once. */
export function planOf(watched: Watched, { served, runner }: { served: ServedVersion; runner: Runner }): Planned {
  let planned = plans.get(watched);
  if (!planned) {
    planned = planOutputs({ outputs: outputsOf(runner), tags: served.tags, signature: isSignature(served.signature) ? served.signature : null, baseline: watched.profile?.columns ?? null });
    plans.set(watched, planned);
  }
  return planned;
}

const binaryNames = ["0", "1"];
function sidesOf(scores: Float64Array, threshold: number): Uint16Array {
  const sides = new Uint16Array(scores.length);
  for (let row = 0; row < scores.length; row++) if ((scores[row] as number) >= threshold) sides[row] = 1;
  return sides;
}
const widthOf = ({ shape }: SeenTensor) => (shape.length === 2 ? shape[1] ?? 0 : 1);
const isColumns = (tensor: SeenTensor | undefined, rows: number): tensor is SeenTensor => tensor !== undefined && tensor.shape.length >= 1 && tensor.shape.length <= 2 && tensor.shape[0] === rows;

function numbers(tensor: SeenTensor | undefined, { index, rows }: { index: number; rows: number }): Float64Array | null {
  if (!isColumns(tensor, rows) || Array.isArray(tensor.data)) return null;
  const width = widthOf(tensor);
  if (index >= width) return null;
  const data = tensor.data as ArrayLike<number | bigint>;
  const values = new Float64Array(rows);
  if (tensor.data instanceof Float32Array) for (let row = 0, at = index; row < rows; row++, at += width) values[row] = tensor.data[at] as number;
  else for (let row = 0; row < rows; row++) values[row] = Number(data[row * width + index]);
  return values;
}

/** The highest of each row and its place; the first of equals, as argmax takes it. */
function highest(tensor: SeenTensor | undefined, rows: number): { scores: Float64Array; places: Uint16Array } | null {
  if (!isColumns(tensor, rows) || Array.isArray(tensor.data)) return null;
  const width = widthOf(tensor);
  const data = tensor.data as ArrayLike<number | bigint>;
  const scores = new Float64Array(rows);
  const places = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < width; index++) {
      const value = Number(data[row * width + index]);
      if (index > 0 && !(value > (scores[row] ?? NaN))) continue;
      scores[row] = value;
      places[row] = index;
    }
  }
  return { scores, places };
}

function named(tensor: SeenTensor | undefined, rows: number): { classes: Uint16Array; names: string[] } | null {
  if (!isColumns(tensor, rows)) return null;
  const places = new Map<string, number>();
  const classes = new Uint16Array(rows);
  const data = tensor.data as ArrayLike<string | number | bigint>;
  for (let row = 0; row < rows; row++) {
    const value = data[row] ?? "";
    const name = labelOf(tensor.datatype === "BOOL" ? value === 1 : value);
    let place = places.get(name);
    if (place === undefined) places.set(name, (place = places.size));
    classes[row] = place;
  }
  return { classes, names: [...places.keys()] };
}

function multiclass(plan: OutputPlan & { task: "multiclass" }, outputs: ReadonlyMap<string, SeenTensor>, rows: number): ScoredRows | null {
  const top = plan.scores && highest(outputs.get(plan.scores.tensor), rows);
  const own = plan.label ? named(outputs.get(plan.label.tensor), rows) : top && { classes: top.places, names: plan.scores?.classes ?? [] };
  if (!own) return null;
  return { task: "multiclass", scores: top?.scores ?? new Float64Array(rows).fill(NaN), classes: own.classes, names: own.names, withScores: top !== null };
}

/** The rows as the plan reads them; null where outputs are not as it expects. */
export function scoresOf(plan: OutputPlan | null, outputs: ReadonlyMap<string, SeenTensor>, rows: number): ScoredRows | null {
  if (plan === null || rows === 0) return null;
  if (plan.task === "multiclass") return multiclass(plan, outputs, rows);
  const scores = numbers(outputs.get(plan.score.tensor), { index: plan.score.index, rows });
  if (scores === null) return null;
  if (plan.task === "regression") return { task: "regression", scores, classes: null, names: [], withScores: true };
  return { task: "binary", scores, classes: sidesOf(scores, plan.threshold), names: binaryNames, withScores: true };
}
