/** Rows and files that serving follows: versions with their frozen ONNX file, and routes to them. */
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BaselineProfile } from "../domains/monitoring/contract.ts";
import { bumpEpoch } from "../domains/serving/index.ts";
import type { Deps } from "../platform/deps.ts";

export const fixture = (name: string) => join(import.meta.dirname, "fixtures", `${name}.onnx`);

type NewVersion = { model: string; version: number; /** A fixture's name, or null for a version without a model file. */ onnx: string | null; /** Where the file lies, if not among the fixtures. */ folder?: string; baseline?: BaselineProfile; tags?: Record<string, string> };
export type MadeVersion = { modelId: number; versionId: number; model: string; version: number };

/** Registers a version, freezes it by a release of its own and gives it a baseline. */
export async function makeVersion(deps: Deps, { model, version, onnx, folder, baseline, tags = {} }: NewVersion): Promise<MadeVersion> {
  const artifacts = onnx === null ? [] : [{ path: "model.onnx", ...(await deps.blobs.put(createReadStream(folder === undefined ? fixture(onnx) : join(folder, `${onnx}.onnx`)))) }];
  return deps.db.tx(async (tx) => {
    const registered = await tx.registeredModel.upsert({ where: { name: model }, create: { name: model, created_by: "test", last_version: version }, update: { last_version: version } });
    const made = await tx.modelVersion.create({ data: { model_id: registered.id, version, source: "test", artifact_uri: "test", created_by: "test" } });
    const release = await tx.release.create({ data: { model_id: registered.id, version_id: made.id, environment: "staging", state: "live", requested_by: "test", requested_at: new Date(), evidence: "{}", evidence_digest: "0" } });
    await tx.frozenVersion.create({ data: { version_id: made.id, release_id: release.id, artifacts, tags } });
    if (baseline) await tx.baseline.create({ data: { version_id: made.id, state: "ready", rows: baseline.rows, progress: 1, profile: baseline } });
    return { modelId: registered.id, versionId: made.id, model, version };
  });
}

/** Moves an environment's route, as an approval does. */
export async function routeTo(deps: Deps, environment: string, { modelId, versionId }: MadeVersion): Promise<void> {
  await deps.db.tx(async (tx) => {
    const release = await tx.release.findFirstOrThrow({ where: { version_id: versionId } });
    const since = new Date();
    const route = await tx.route.upsert({ where: { environment_model_id: { environment, model_id: modelId } }, create: { environment, model_id: modelId, since, release_id: release.id }, update: { since, release_id: release.id } });
    await tx.routeEntry.deleteMany({ where: { route_id: route.id } });
    await tx.routeEntry.create({ data: { route_id: route.id, version_id: versionId, weight: 100 } });
    await tx.routeHistory.updateMany({ where: { environment, model_id: modelId, until: null }, data: { until: since } });
    await tx.routeHistory.create({ data: { environment, model_id: modelId, version_id: versionId, release_id: release.id, since } });
    await bumpEpoch(tx);
  });
}

/** Takes a model out of an environment, as an approved retirement does. */
export async function unroute(deps: Deps, environment: string, { modelId }: MadeVersion): Promise<void> {
  await deps.db.tx(async (tx) => {
    await tx.route.deleteMany({ where: { environment, model_id: modelId } });
    await tx.routeHistory.updateMany({ where: { environment, model_id: modelId, until: null }, data: { until: new Date() } });
    await bumpEpoch(tx);
  });
}

/** A baseline of `score.onnx`: three features on round edges, and the score. */
export const scoreBaseline: BaselineProfile = {
  formatVersion: 1, rows: 4, unmatchedColumns: [], missingColumns: [], notMonitored: [],
  columns: [
    ...["a", "b", "c"].map((name, index) => ({ name, role: "input" as const, tensor: "features", index, datatype: "FP32", clock: false, reference: { kind: "numeric" as const, edges: [0, 1, 2], counts: [1, 1, 1, 1], missing: 0, infinite: 0, minimum: -1, maximum: 3 } })),
    { name: "score", role: "output", tensor: "score", index: 0, datatype: "FP32", clock: false, reference: { kind: "numeric", edges: [0.5], counts: [2, 2], missing: 0, infinite: 0, minimum: 0, maximum: 1 } },
  ],
};

export const fixtureBytes = (name: string): Buffer => readFileSync(fixture(name));
