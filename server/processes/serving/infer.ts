/** One prediction: resolve, check, run, count, answer. */
import type { StickyKey } from "../../domains/serving/contract.ts";
import { bad, type InferReply, type InferRequest, type ModelSpec, type ModelTarget, OipRefusal, type OutputTensor } from "../../adapters/http/oip/index.ts";
import { segmentRowsOf } from "../../domains/monitoring/rules/fold.ts";
import { columnsOf } from "./columns.ts";
import type { Follower } from "./follower.ts";
import type { Receipts } from "./receipts.ts";
import { type Outputs, type Ran, rowsOf, type Runner } from "./running/runner.ts";
import { planOf, scoresOf } from "./scoring.ts";
import type { Shadows } from "./shadows.ts";
import { readyRunner, resolve, type Resolved } from "./table.ts";
import { whyNotTaken } from "./told-time.ts";
import type { Watch } from "./watch.ts";

/** One request by any transport: `parse` reads it against what the model takes, `encode` makes the transport's answer. */
export type InferCall<T> = {
  target: ModelTarget; environment: string;
  /** Epoch milliseconds, and the same moment of the monotonic clock. */
  arrivedAtMs: number; startedAtMs: number;
  parse: (spec: ModelSpec) => InferRequest;
  encode: (reply: InferReply) => T;
  /** The value of what a route is sticky by, where the request has it. */
  keyOf: (sticky: StickyKey) => string | undefined;
};
export type InferParts = { watch: Watch; receipts: Receipts; shadows: Shadows };

type Given = ReadonlyMap<string, InferRequest["inputs"][number]>;

async function runModel(runner: Runner, request: InferRequest, { inputs, name, startedAtMs }: { inputs: Given; name: string; startedAtMs: number }): Promise<Ran> {
  const rows = request.inputs[0]?.shape[0];
  const alike = request.inputs.every(({ shape }) => shape[0] === rows);
  const empty = rows === 0 && alike ? runner.emptyBatch() : null;
  if (empty) return { outputs: empty, queueMs: 0, ranRows: 0 };
  try {
    return await runner.run(inputs, request.timeoutMs === undefined ? {} : { deadlineMs: startedAtMs + request.timeoutMs });
  } catch (error) {
    if (error instanceof OipRefusal) throw error;
    // Inputs of different batch sizes may be meant so; when the model could not take them, they are the reason.
    if (!alike) throw bad(`the inputs differ in rows: ${request.inputs.map(({ name, shape }) => `'${name}' [${shape.join(",")}]`).join(", ")}`);
    throw new OipRefusal(500, `model '${name}' could not be run on these values${saidBy(error)}`);
  }
}

/** The runtime's own words, without the places in its source. */
function saidBy(error: unknown): string {
  const said = error instanceof Error ? /Status Message: (.+)/.exec(error.message)?.[1]?.trim() : undefined;
  return said === undefined || said.includes("/") ? "" : `: ${said}`;
}

/** What was asked for; where the outputs were not known before and none was named, all that came. @throws OipRefusal 400 */
function answered(request: InferRequest, outputs: Outputs, model: string): OutputTensor[] {
  const asked = request.outputs.length > 0 ? request.outputs : [...outputs.keys()].map((name) => ({ name, binary: request.binaryOutput }));
  return asked.map(({ name, binary }) => {
    const fed = outputs.get(name);
    if (!fed) throw bad(`model '${model}' gave no output '${name}'; it gave ${[...outputs.keys()].join(", ")}`);
    return { name, binary, ...fed };
  });
}

/**
 * @param resolved what the target names, held by the caller until this ends
 * @throws OipRefusal 400 for a request that the model does not take, 503 while it is not loaded; anything else is ours
 */
export async function infer<T>({ watch, receipts, shadows }: InferParts, call: InferCall<T>, { entry, environment, shadows: copies }: Resolved): Promise<T> {
  const beganMs = performance.now();
  const runner = readyRunner(entry);
  const { watched, served } = entry;
  const request = call.parse({ model: served.model, inputs: runner.inputs, outputs: runner.outputs, ...(runner.unstated ? { unstated: runner.unstated } : {}) });
  const refusal = request.timestampMs === undefined ? null : whyNotTaken(request.timestampMs, call.arrivedAtMs);
  if (refusal !== null) throw bad(`parameters.${refusal}`);
  const parsedMs = performance.now();
  const inputs: Given = new Map(request.inputs.map((input) => [input.name, input]));
  const { outputs, queueMs, ranRows } = await runModel(runner, request, { inputs, name: served.model, startedAtMs: call.startedAtMs });
  const ranMs = performance.now();
  const rows = rowsOf(request.inputs);
  const atMs = request.timestampMs ?? call.arrivedAtMs;
  const scored = scoresOf(planOf(watched, { served, runner }).plan, outputs, rows);
  const seen = { inputs, outputs };
  const columns = watched.profile ? (runner.columnsOf?.(watched.profile, seen) ?? columnsOf(watched.profile, seen, rows)) : {};
  const segments = watched.profile && segmentRowsOf(watched.profile, columns, rows);
  const predictionId = receipts.issue({ nowMs: call.arrivedAtMs, startsAtMs: watch.startOf(atMs), versionId: watched.versionId, environment, rows, scored, segments, id: request.predictionId });
  const reply = call.encode({ model: served.model, version: served.version, id: request.id, predictionId, outputs: answered(request, outputs, served.model) });
  const endedMs = performance.now();
  watch.count({ watched, environment, atMs, latencyMs: endedMs - call.startedAtMs, rows, columns, scored, segments, predictionId });
  entry.statistics.answered({ rows, atMs: call.arrivedAtMs, wholeMs: endedMs - call.startedAtMs }, { inputMs: parsedMs - beganMs, queueMs, inferMs: ranMs - parsedMs - queueMs, outputMs: endedMs - ranMs, ranRows });
  if (copies.length > 0) shadows.offer(copies, { environment, inputs, atMs });
  return reply;
}

/** A parameter's value as a key. */
export const keyText = (value: unknown): string | undefined => (typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined);

/** What a target names, by route or by number. @throws OipRefusal 404 */
export const resolveTarget = (follower: Follower, target: ModelTarget, { environment, keyOf }: { environment: string; keyOf?: (sticky: StickyKey) => string | undefined }): Resolved => resolve(follower, target, { environment, draw: Math.random(), keyOf: keyOf ?? (() => undefined) });
