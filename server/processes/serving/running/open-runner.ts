import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { backendTag } from "../../../domains/serving/contract-backends.ts";
import type { ServedVersion } from "../../../domains/serving/contract.ts";
import type { Deps } from "../../../platform/deps.ts";
import { RunnableModel } from "../model.ts";
import { keepFiles, modelFiles, Unservable } from "../model-files.ts";
import { batchLimits } from "./batch-limits.ts";
import { Batching } from "./batching.ts";
import type { Backends } from "../remote/backends.ts";
import { RemoteRunner } from "../remote/remote-runner.ts";
import { signatureProblem } from "./check-signature.ts";
import type { LoadCall } from "./messages.ts";
import { ProcessEnded } from "./model-process.ts";
import { placeOf } from "./place.ts";
import type { Engine, Runner } from "./runner.ts";
import { SeparateEngine } from "./separate.ts";
import type { Tried, Trials } from "./trials.ts";

export type OpenParts = { deps: Deps; /** Of this process. */ folder: string; trials: Trials; backends: Backends };

const exampleLimitBytes = 2 ** 20;
const signed = z.object({ inputs: z.array(z.object({ name: z.string(), required: z.boolean().optional(), shape: z.array(z.number()).nullable() })) });

/** What the version's `input_example.json` beside its model says; null where there is none that can be read now. */
async function exampleOf({ artifacts }: ServedVersion, { blobs }: Deps): Promise<unknown> {
  const folders = artifacts.filter(({ path }) => path.endsWith(".onnx")).map(({ path }) => dirname(path));
  const example = artifacts.find(({ path, size }) => path.endsWith("input_example.json") && !path.endsWith("serving_input_example.json") && folders.includes(dirname(path)) && size <= exampleLimitBytes);
  if (!example) return null;
  try {
    return JSON.parse(await text(blobs.get(example.sha256)));
  } catch {
    return null;
  }
}

/** A process may be ended by somebody; two in a row by the model. */
async function tryTwice(trials: Trials, load: LoadCall): Promise<Tried> {
  try {
    return await trials.try(load);
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error;
  }
  return trials.try(load).catch((error: unknown) => { throw error instanceof ProcessEnded ? new Unservable(`it brings down the process that loads it: ${error.message}`) : error; });
}

/** In a process of its own or on this thread, by what its trial measured. */
async function openEngine(served: ServedVersion, { deps, folder, trials }: OpenParts, maxBatchRows: number): Promise<{ engine: Engine; maxBatchRows: number }> {
  const files = modelFiles(served);
  const path = await keepFiles(deps.blobs, files, join(folder, "models"));
  const load = { path, example: await exampleOf(served, deps), maxBatchRows };
  const { description, process } = await tryTwice(trials, load);
  const fileBytes = files.artifacts.reduce((sum, { size }) => sum + size, 0);
  const memoryBytes = Math.max(fileBytes, description.grownBytes);
  const problem = signatureProblem(signed.safeParse(served.signature).data?.inputs ?? [], description.inputs);
  if (problem !== null) {
    await process.stop();
    throw new Unservable(problem);
  }
  const place = placeOf(description, { maxBatchRows });
  if (place.ownProcess) {
    const again = async () => (await trials.try(load)).process;
    return { engine: new SeparateEngine({ name: served.model, log: deps.log, description, memoryBytes, process, again }), maxBatchRows: place.maxBatchRows };
  }
  await trials.giveBack(process);
  return { engine: RunnableModel.load(path, { example: load.example, memoryBytes }), maxBatchRows: place.maxBatchRows };
}

/**
 * Decides what runs a version, and makes it ready to be asked.
 * @throws Unservable when no later try can help; any other error is worth one
 */
export async function openRunner(served: ServedVersion, parts: OpenParts): Promise<Runner> {
  if (served.tags[backendTag]) return RemoteRunner.connect(served, parts.backends);
  const limits = batchLimits(served.tags);
  const { engine, maxBatchRows } = await openEngine(served, parts, limits.maxBatchRows);
  return new Batching(engine, served.model, { ...limits, maxBatchRows });
}
