import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { registeredView, registerRunInput, RunView } from "./contract-runs.ts";
import { createModel } from "./create-model.ts";
import { type CreateVersion, createVersion } from "./create-version.ts";
import { getRun } from "./get-run.ts";

type Input = z.infer<typeof registerRunInput>;

function sourceOf(run: RunView, from: Input["from"]): Pick<CreateVersion, "source" | "modelId"> {
  if (from.kind === "folder") {
    if (!run.modelFolders.includes(from.path)) throw new SignalboxError("not_found", `The run ${run.name} has no folder '${from.path}' with an MLmodel file.`);
    return { source: `runs:/${run.runId}/${from.path}`, modelId: "" };
  }
  const made = run.modelsMade.find((one) => one.id === from.id);
  if (made === undefined) throw new SignalboxError("not_found", `The run ${run.name} logged no model ${from.id}.`);
  if (made.status !== "LOGGED_MODEL_READY") throw new SignalboxError("wrong_state", `The model ${made.name} is not ready: its upload has not ended, or failed.`);
  return { source: `models:/${made.id}`, modelId: made.id };
}

/**
 * Registers what a run made as the next version of a model, which is made first when it is to be new: two acts, each
 * with its audit row.
 * @throws not_found for the run, what it made or the model, wrong_state for an unfinished model, already_exists for a new model's name
 */
export async function registerRun(deps: Deps, actor: Actor, input: Input): Promise<z.infer<typeof registeredView>> {
  authorise(actor, "registry.write");
  const run = await getRun(deps, actor, { runId: input.runId });
  if (run.deleted) throw new SignalboxError("wrong_state", `The run ${run.name} is deleted. Restore it to register what it made.`);
  const source = sourceOf(run, input.from);
  if (input.isNew) await createModel(deps, actor, { name: input.model, tags: [] });
  const version = await createVersion(deps, actor, { name: input.model, ...source, runId: run.runId, runLink: "", description: input.description ?? "", tags: [] });
  return { model: version.name, version: String(version.version) };
}
