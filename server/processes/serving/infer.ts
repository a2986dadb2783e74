/** One prediction: resolve, check, run, count, answer. */
import type { Ids } from "../../platform/ids.ts";
import { bad, encodeInfer, type InferRequest, type ModelTarget, OipRefusal, parseInfer } from "../../adapters/http/oip/index.ts";
import { columnsOf } from "./columns.ts";
import type { Follower } from "./follower.ts";
import type { Fed, RunnableModel } from "./model.ts";
import { readyModel, resolve, type Resolved } from "./table.ts";
import type { Watch } from "./watch.ts";

export type InferCall = { target: ModelTarget; environment: string; body: Buffer; jsonLength: string | undefined; arrivedAtMs: number; sinceMs: () => number };
export type InferAnswer = { body: Buffer; jsonLength: number | undefined };
export type InferParts = { follower: Follower; watch: Watch; ids: Ids };

const rowsOf = (request: InferRequest) => request.inputs.find(({ shape }) => shape.length > 0)?.shape[0] ?? 1;

async function runModel(model: RunnableModel, request: InferRequest, name: string): Promise<Map<string, Fed>> {
  const inputs = new Map(request.inputs.map((input) => [input.name, input]));
  const rows = request.inputs.map(({ shape }) => shape[0]);
  const alike = rows.every((count) => count === rows[0]);
  const empty = rows.length > 0 && alike && rows[0] === 0 ? model.emptyBatch() : null;
  if (empty) return empty;
  try {
    return await model.run(inputs);
  } catch (error) {
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

/**
 * @param resolved what the target names, held by the caller until this ends
 * @throws OipRefusal 400 for a request that the model does not take, 503 while it is not loaded; anything else is ours
 */
export async function infer({ watch, ids }: InferParts, call: InferCall, { entry, environment }: Resolved): Promise<InferAnswer> {
  const model = readyModel(entry);
  const { watched, served } = entry;
  const request = parseInfer(call.body, call.jsonLength, { model: served.model, inputs: model.inputs, outputs: model.outputs });
  const outputs = await runModel(model, request, served.model);
  const rows = rowsOf(request);
  const reply = encodeInfer({
    model: served.model, version: served.version, id: request.id, predictionId: request.predictionId ?? ids.opaque(128),
    outputs: request.outputs.map(({ name, binary }) => ({ name, binary, ...(outputs.get(name) as Fed) })),
  });
  const columns = watched.profile ? columnsOf(watched.profile, { inputs: new Map(request.inputs.map((input) => [input.name, input])), outputs }, rows) : {};
  watch.count({ watched, environment, atMs: request.timestampMs ?? call.arrivedAtMs, latencyMs: call.sinceMs(), rows, columns });
  return reply;
}

/** What a target names, by route or by number. @throws OipRefusal 404 */
export const resolveTarget = (follower: Follower, target: ModelTarget, environment: string): Resolved => resolve(follower, target, { environment, draw: Math.random() });
