import { join } from "node:path";
import type { ServedVersion } from "../../../domains/serving/contract.ts";
import type { Deps } from "../../../platform/deps.ts";
import { RunnableModel } from "../model.ts";
import { keepFiles, modelFiles } from "../model-files.ts";
import { batchLimits } from "./batch-limits.ts";
import { Batching } from "./batching.ts";
import type { Runner } from "./runner.ts";

export type OpenParts = { deps: Deps; /** Of this process. */ folder: string };

/**
 * Decides what runs a version, and makes it ready to be asked.
 * @throws Unservable when no later try can help; any other error is worth one
 */
export async function openRunner(served: ServedVersion, { deps, folder }: OpenParts): Promise<Runner> {
  const limits = batchLimits(served.tags);
  return new Batching(await RunnableModel.load(await keepFiles(deps.blobs, modelFiles(served), join(folder, "models"))), served.model, limits);
}
