import type { Sql } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { versionCreated } from "../webhooks/index.ts";
import { noticeBaselines } from "./baseline-source.ts";
import { readSignature } from "./read-signature.ts";
import { recordChange } from "./record-change.ts";
import type { Tag, VersionRecord } from "./records.ts";
import { artifactUri, joinUri, relativeTo, storedPath } from "./rules/artifact-paths.ts";
import { checkTag, lastOfEachKey, ownerTag, saysPrompt } from "./rules/names.ts";
import { pythonJson } from "./rules/python-json.ts";
import { judgeSource, notContained, type Source } from "./rules/sources.ts";
import { placesOf } from "./store-artifacts.ts";
import { lockLoggedModel, loggedModelNotFound, putLoggedModelTags, readLoggedModelTag } from "./store-logged-models.ts";
import { lockModel, readModelInTx, updateModel } from "./store-models.ts";
import { runRoot } from "./store-runs.ts";
import { insertVersion, readAliasInTx, readVersionInTx } from "./store-versions.ts";

export type CreateVersion = {
  name: string; source: string; runId: string; modelId: string; runLink: string; description: string; tags: Tag[];
  /** For what moves in from another server: the number and the time that it had there. */
  moved?: { number: number; createdAt: Date };
};

/** What the source resolves to, once what it names was looked up. */
type Lineage = { source: string; artifactUri: string; runId: string; loggedModelId: string | null };

/** The version that a `models:/` source names. @throws not_found, invalid_input for an unknown alias */
async function originalOf(sql: Sql, source: Extract<Source, { kind: "version" }>): Promise<VersionRecord> {
  const model = await readModelInTx(sql, source.name);
  if (source.alias !== null) return readAliasInTx(sql, source.name, source.alias);
  return readVersionInTx(sql, source.name, source.version ?? Math.max(0, ...model.latest.map((one) => one.version)));
}

async function lineageOf(sql: Sql, source: Source, input: CreateVersion): Promise<Lineage> {
  const plain = { source: input.source, artifactUri: input.source, runId: input.runId, loggedModelId: input.modelId || null };
  switch (source.kind) {
    case "loggedModel": {
      const model = await lockLoggedModel(sql, source.modelId);
      return { ...plain, artifactUri: model.artifactUri, runId: input.runId || model.sourceRunId, loggedModelId: model.id };
    }
    case "version": {
      const original = await originalOf(sql, source);
      if ((input.runId !== "" && input.runId !== original.runId) || (input.modelId !== "" && input.modelId !== original.loggedModelId)) {
        throw new SignalboxError("invalid_input", `Invalid model version source: '${input.source}'. The run_id and model_id request parameters must match the referenced model version.`);
      }
      return { source: `models:/${original.name}/${original.version}`, artifactUri: original.artifactUri, runId: original.runId, loggedModelId: original.loggedModelId };
    }
    case "run": {
      const root = await runRoot(sql, source.runId);
      return { ...plain, artifactUri: root === null ? input.source : joinUri(root, source.path) };
    }
    case "stored": {
      const model = input.modelId === "" ? null : await lockLoggedModel(sql, input.modelId).catch(() => null);
      const holder = model ? model.artifactUri : await runRoot(sql, input.runId);
      const root = holder === null ? null : storedPath(holder);
      if (root === null || relativeTo(root, source.path) === null) throw notContained(input.source, input.modelId ? "model_id" : "run_id");
      if (input.modelId !== "" && model === null) throw loggedModelNotFound(input.modelId);
      return { ...plain, artifactUri: artifactUri(source.path), runId: input.runId || (model?.sourceRunId ?? "") };
    }
    case "elsewhere":
    case "prompt":
      if (input.modelId !== "") await lockLoggedModel(sql, input.modelId);
      return plain;
    default:
      return source satisfies never;
  }
}

/** MLflow's own note of where a logged model was registered: the server appends to it. */
async function noteRegistration(sql: Sql, loggedModelId: string, entry: { name: string; version: number }): Promise<void> {
  const before = await readLoggedModelTag(sql, loggedModelId, "mlflow.modelVersions");
  let list: unknown = [];
  try {
    list = JSON.parse(before ?? "[]");
  } catch {
    // Somebody wrote the tag by hand; it starts over.
  }
  await putLoggedModelTags(sql, loggedModelId, [{ key: "mlflow.modelVersions", value: pythonJson([...(Array.isArray(list) ? list : []), entry]) }]);
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
  const prompt = saysPrompt(tags);
  const at = deps.clock.now();
  return deps.db.write(async (sql) => {
    const model = await lockModel(sql, input.name);
    const lineage = await lineageOf(sql, judgeSource({ source: input.source, runId: input.runId, modelId: input.modelId, prompt }), input);
    if (lineage.loggedModelId !== null && !/^m-[0-9a-f]{32}$/.test(lineage.loggedModelId)) throw loggedModelNotFound(lineage.loggedModelId);
    const root = storedPath(lineage.artifactUri);
    const signature = root === null || prompt ? null : await readSignature(deps, sql, root);
    const version = input.moved?.number ?? model.lastVersion + 1;
    const id = await insertVersion(sql, { ...lineage, artifactUri: root === null ? lineage.artifactUri : artifactUri(root), modelId: model.id, version, runLink: input.runLink, description: input.description, signature, tags, actorId: actor.id, at: input.moved?.createdAt ?? at });
    const owner = tags.find((tag) => tag.key === ownerTag)?.value;
    const hook = versionCreated({ name: model.name, version, prompt, source: lineage.source, runId: lineage.runId, tags, description: input.description });
    const [made, places] = await Promise.all([
      readVersionInTx(sql, model.name, version),
      placesOf(sql, [id]),
      owner ? updateModel(sql, model.id, { owner }) : undefined,
      recordChange(sql, { actor, at, action: "version.created", event: "version.created", model: model.name, version, detail: { source: lineage.source, runId: lineage.runId }, hook }),
    ]);
    if (input.modelId !== "" && lineage.loggedModelId === input.modelId) await noteRegistration(sql, input.modelId, { name: model.name, version });
    await noticeBaselines(sql, places, at);
    return made;
  });
}
