import { createModel, createVersion, type CreateVersion, moveStage, readRegisteredModel, saysPrompt, setAliasIn, tagModel, tagVersion, updateModel, updateVersion } from "../../domains/registry/index.ts";
import { itemsOf, type Job, note, refusalOf } from "./job.ts";
import { aliasStays, planSource, type SourcePlan, stampOf } from "./plan.ts";
import { pagesOf } from "./source.ts";
import { answers, type Model, type Version } from "./wire.ts";

const api = "/api/2.0/mlflow";
const idOf = (version: Version) => `${version.name}/${version.version}`;
const named = (version: Version) => `${version.name} v${version.version}`;

async function localIdOf(job: Job, kind: "run" | "loggedModel", id: string): Promise<string | null> {
  const item = id === "" ? undefined : (await itemsOf(job, kind, [id])).get(id);
  return item?.localId ?? null;
}

async function runRootOf(job: Job, id: string): Promise<string | null> {
  if (id === "") return null;
  try {
    return (await job.from.ask(answers.run, { path: `${api}/runs/get`, query: { run_id: id } })).run.info.artifact_uri || null;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return null;
  }
}

/** The request that registers it here, or why there is none. */
async function requestOf(job: Job, version: Version, plan: SourcePlan): Promise<CreateVersion | string> {
  const runId = (await localIdOf(job, "run", version.run_id)) ?? version.run_id;
  const rest = {
    name: version.name, runLink: version.run_link, description: version.description, tags: version.tags,
    moved: { number: version.version, createdAt: new Date(version.creation_timestamp) },
  };
  switch (plan.kind) {
    case "loggedModel": {
      const modelId = await localIdOf(job, "loggedModel", plan.modelId);
      return modelId === null ? "its logged model is no longer there" : { ...rest, source: `models:/${modelId}`, runId, modelId };
    }
    case "run": {
      const local = (await localIdOf(job, "run", plan.runId)) ?? plan.runId;
      return { ...rest, source: plan.path === "" ? `runs:/${local}` : `runs:/${local}/${plan.path}`, runId: local, modelId: "" };
    }
    case "copy": return { ...rest, source: `models:/${plan.name}/${plan.version}`, runId: "", modelId: "" };
    case "elsewhere": return { ...rest, source: version.source, runId, modelId: "" };
    case "skip": return plan.why;
    default: return plan satisfies never;
  }
}

async function copyVersion(job: Job, version: Version, plan: SourcePlan): Promise<void> {
  const { deps, actor } = job;
  const item = (await itemsOf(job, "version", [idOf(version)])).get(idOf(version));
  const stamp = stampOf(version);
  if (item?.stamp === stamp) return;
  const names = { name: version.name, version: String(version.version) };
  try {
    if (item === undefined) {
      const request = await requestOf(job, version, plan);
      if (typeof request === "string") return job.report.skip(named(version), request);
      // Made before a break that came before its note: the number is taken by itself.
      await createVersion(deps, actor, request).catch((error: unknown) => { if (!isTaken(error)) throw error; });
      await note(job, "version", { sourceId: idOf(version), localId: idOf(version), stamp: "" });
    } else {
      await updateVersion(deps, actor, { ...names, description: version.description || undefined });
      for (const tag of version.tags) await tagVersion(deps, actor, { ...names, tag });
    }
    if (version.current_stage !== "None" || item !== undefined) await moveStage(deps, actor, { ...names, stage: version.current_stage, archiveOthers: false });
    await note(job, "version", { sourceId: idOf(version), localId: idOf(version), stamp });
    job.report.did("versions");
  } catch (error) {
    const why = refusalOf(error);
    if (why === null) throw error;
    job.report.skip(named(version), why);
  }
}

const isTaken = (error: unknown): boolean => error instanceof Error && "code" in error && (error.code === "already_exists" || error.code === "P2002" || error.code === "23505");

/** Makes the model, or brings it up to date. False: a model of this name was here before, and stays as it is. */
async function prepareModel(job: Job, model: Model): Promise<boolean> {
  const { deps, actor } = job;
  const item = (await itemsOf(job, "model", [model.name])).get(model.name);
  if (item === undefined) {
    const here = await readRegisteredModel(deps, actor, { name: model.name }).catch((error: unknown) => { if (refusalOf(error) === null) throw error; return null; });
    if (here !== null) {
      job.report.skip(`the model ${model.name}`, "a model of that name is here already: rename one of the two and import again");
      return false;
    }
    await note(job, "model", { sourceId: model.name, localId: model.name, stamp: "" });
  }
  if (item === undefined || item.stamp === "") {
    await createModel(deps, actor, { name: model.name, description: model.description, tags: model.tags, createdAt: new Date(model.creation_timestamp) })
      .then(() => job.report.did("models"), (error: unknown) => { if (!isTaken(error)) throw error; });
    return true;
  }
  if (item.stamp === stampOf(model)) return true;
  await updateModel(deps, actor, { name: model.name, description: model.description || undefined });
  for (const tag of model.tags) await tagModel(deps, actor, { name: model.name, tag });
  return true;
}

/** Aliases as they are there; those that stay behind are said each time. */
async function copyAliases(job: Job, model: Model, environments: readonly string[]): Promise<void> {
  const item = (await itemsOf(job, "model", [model.name])).get(model.name);
  const stamp = stampOf(model);
  for (const { alias, version } of model.aliases) {
    const why = aliasStays(alias, saysPrompt(model.tags) ? [] : environments);
    if (why !== null) {
      job.report.skip(`the alias ${alias} of ${model.name}`, why);
      continue;
    }
    if (item?.stamp === stamp) continue;
    try {
      await job.deps.db.tx((tx) => setAliasIn(tx, job.actor, { name: model.name, alias, version, at: job.deps.clock.now() }));
      job.report.did("aliases");
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      job.report.skip(`the alias ${alias} of ${model.name}`, refusal);
    }
  }
  await note(job, "model", { sourceId: model.name, localId: model.name, stamp });
}

/** Registered models, then their versions by number, then copies of other models' versions, then aliases. */
export async function copyRegistry(job: Job, environments: readonly string[]): Promise<void> {
  const copies: { version: Version; plan: SourcePlan }[] = [];
  const models: Model[] = [];
  const readModels = (token: string | undefined) => job.from.ask(answers.models, { path: `${api}/registered-models/search`, query: { max_results: 500, page_token: token } });
  for await (const page of pagesOf(readModels)) {
    for (const model of page.registered_models) {
      if (!(await prepareModel(job, model))) continue;
      models.push(model);
      job.report.line(`Model ${model.name}`);
      const quote = model.name.includes("'") ? '"' : "'";
      const readVersions = (token: string | undefined) => job.from.ask(answers.versions, { path: `${api}/model-versions/search`, query: { filter: `name=${quote}${model.name}${quote}`, max_results: 500, order_by: "version_number ASC", page_token: token } });
      for await (const { model_versions: versions } of pagesOf(readVersions)) {
        for (const version of versions) {
          job.signal.throwIfAborted();
          const runRoot = /^(models|runs):/.test(version.source) ? null : await runRootOf(job, version.run_id);
          const plan = planSource(version, runRoot);
          if (plan.kind === "copy") copies.push({ version, plan });
          else await copyVersion(job, version, plan);
        }
      }
    }
  }
  for (const { version, plan } of copies.toSorted((a, b) => a.version.creation_timestamp - b.version.creation_timestamp)) await copyVersion(job, version, plan);
  for (const model of models) await copyAliases(job, model, environments);
}
