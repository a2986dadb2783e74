import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { noticeBaselines } from "./baseline-source.ts";
import { readSignature } from "./read-signature.ts";
import { recordChange } from "./record-change.ts";
import type { Tag, VersionRecord } from "./records.ts";
import { artifactUri, joinUri, relativeTo, storedPath } from "./rules/artifact-paths.ts";
import { checkTag, lastOfEachKey, ownerTag, promptTag } from "./rules/names.ts";
import { judgeSource, notContained, type Source } from "./rules/sources.ts";
import { placesOf } from "./store-artifacts.ts";
import { lockLoggedModel, loggedModelNotFound, putLoggedModelTags, readLoggedModelTag } from "./store-logged-models.ts";
import { lockModel, updateModel } from "./store-models.ts";
import { runRoot } from "./store-runs.ts";
import { inTx } from "./store-sql.ts";
import { insertVersion, readAliasInTx, readVersionInTx } from "./store-versions.ts";

export type CreateVersion = { name: string; source: string; runId: string; modelId: string; runLink: string; description: string; tags: Tag[] };

/** What the source resolves to, once what it names was looked up. */
type Lineage = { source: string; artifactUri: string; runId: string; loggedModelId: string | null };

async function lineageOf(tx: Tx, source: Source, input: CreateVersion): Promise<Lineage> {
  const plain = { source: input.source, artifactUri: input.source, runId: input.runId, loggedModelId: input.modelId || null };
  switch (source.kind) {
    case "loggedModel": {
      const model = await lockLoggedModel(tx, source.modelId);
      return { ...plain, artifactUri: model.artifactUri, runId: input.runId || model.sourceRunId, loggedModelId: model.id };
    }
    case "version": {
      const original = source.alias === null ? await readVersionInTx(tx, source.name, source.version ?? 0) : await readAliasInTx(tx, source.name, source.alias);
      if (input.runId !== "" && input.runId !== original.runId) throw notContained(input.source, "run_id");
      if (input.modelId !== "" && input.modelId !== original.loggedModelId) throw notContained(input.source, "model_id");
      return { source: `models:/${original.name}/${original.version}`, artifactUri: original.artifactUri, runId: original.runId, loggedModelId: original.loggedModelId };
    }
    case "run": {
      const root = await runRoot(tx, source.runId);
      return { ...plain, artifactUri: root === null ? input.source : joinUri(root, source.path) };
    }
    case "stored": {
      const model = input.modelId === "" ? null : await lockLoggedModel(tx, input.modelId).catch(() => null);
      const holder = model ? model.artifactUri : await runRoot(tx, input.runId);
      const root = holder === null ? null : storedPath(holder);
      if (root === null || relativeTo(root, source.path) === null) throw notContained(input.source, input.modelId ? "model_id" : "run_id");
      return { ...plain, artifactUri: artifactUri(source.path), runId: input.runId || (model?.sourceRunId ?? "") };
    }
    case "elsewhere":
    case "prompt":
      return plain;
    default:
      return source satisfies never;
  }
}

/** MLflow's own note of where a logged model was registered: the server appends to it. */
async function noteRegistration(tx: Tx, loggedModelId: string, entry: { name: string; version: number }): Promise<void> {
  const before = await readLoggedModelTag(tx, loggedModelId, "mlflow.modelVersions");
  let list: unknown = [];
  try {
    list = JSON.parse(before ?? "[]");
  } catch {
    // Somebody wrote the tag by hand; it starts over.
  }
  await putLoggedModelTags(tx, loggedModelId, [{ key: "mlflow.modelVersions", value: JSON.stringify([...(Array.isArray(list) ? list : []), entry]) }]);
}

/**
 * Registers a version: the number after the highest ever used, taken under the model's lock.
 * Its signature is read from the source's MLmodel file, and a baseline file beside it is noticed.
 * @throws not_found for the model or what the source names, invalid_input in MLflow's words
 */
export async function createVersion(deps: Deps, actor: Actor, input: CreateVersion): Promise<VersionRecord> {
  authorise(actor, "registry.write");
  const tags = lastOfEachKey(input.tags);
  tags.forEach(checkTag);
  const prompt = tags.some((tag) => tag.key === promptTag && tag.value === "true");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name);
    const lineage = await lineageOf(tx, judgeSource({ source: input.source, runId: input.runId, modelId: input.modelId, prompt }), input);
    if (lineage.loggedModelId !== null && !/^m-[0-9a-f]{32}$/.test(lineage.loggedModelId)) throw loggedModelNotFound(lineage.loggedModelId);
    const root = storedPath(lineage.artifactUri);
    const signature = root === null || prompt ? null : await readSignature(deps, inTx(tx), root);
    const version = model.lastVersion + 1;
    const id = await insertVersion(tx, { ...lineage, artifactUri: root === null ? lineage.artifactUri : artifactUri(root), modelId: model.id, version, runLink: input.runLink, description: input.description, signature, tags, actorId: actor.id, at });
    const owner = tags.find((tag) => tag.key === ownerTag)?.value;
    await updateModel(tx, model.id, { lastVersion: version, at, ...(owner ? { owner } : {}) });
    if (input.modelId !== "" && lineage.loggedModelId === input.modelId) await noteRegistration(tx, input.modelId, { name: model.name, version });
    await noticeBaselines(tx, await placesOf(inTx(tx), [id]), at);
    await recordChange(tx, { actor, at, action: "version.created", event: "version.created", model: model.name, version, detail: { source: lineage.source, runId: lineage.runId } });
    return readVersionInTx(tx, model.name, version);
  });
}
