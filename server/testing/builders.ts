/** Rows that a test stands on, written straight: a registered version with files, metrics, tags and a baseline. */
import { Readable } from "node:stream";
import type { Prisma } from "#prisma/generated/client.ts";
import type { SignatureView } from "../domains/registry/contract.ts";
import type { Deps } from "../platform/deps.ts";

export type GivenVersion = {
  model: string;
  /** A person's id. */
  createdBy: string;
  /** Name below the version's folder → content; `model.onnx` when left out, which nothing loads here. */
  files?: Record<string, string>;
  metrics?: Record<string, number>;
  tags?: Record<string, string>;
  signature?: SignatureView;
  baseline?: { state: "pending" | "ready" | "failed"; sha256?: string; profile?: Prisma.InputJsonObject };
};
export type Given = { modelId: number; versionId: number; model: string; version: number; runId: string };

export const column = (name: string, type = "double"): SignatureView["inputs"][number] => ({ name, type, required: true, shape: null });

/** The next version of a model, which is made if new, with a run of its own that holds its metrics. */
export async function givenVersion(deps: Deps, of: GivenVersion): Promise<Given> {
  const { prisma } = deps.db;
  const at = deps.clock.now();
  const runId = deps.ids.hex32();
  const root = `0/${runId}/artifacts/model`;
  const model = await prisma.registeredModel.upsert({
    where: { name: of.model }, create: { name: of.model, created_by: of.createdBy, last_version: 1, created_at: at, updated_at: at }, update: { last_version: { increment: 1 }, updated_at: at },
  });
  await prisma.run.create({
    data: {
      id: runId, experiment_id: 0, name: "train", actor_id: of.createdBy, status: "FINISHED", start_time_ms: BigInt(at.getTime()), artifact_uri: `mlflow-artifacts:/0/${runId}/artifacts`,
      latest: { create: Object.entries(of.metrics ?? {}).map(([key, value]) => ({ key, value, timestamp_ms: BigInt(at.getTime()), step: 0n })) },
    },
  });
  for (const [path, content] of Object.entries(of.files ?? { "model.onnx": `onnx of ${runId}` })) {
    const blob = await deps.blobs.put(Readable.from([Buffer.from(content)]));
    await prisma.artifact.create({ data: { path: `${root}/${path}`, size: BigInt(blob.size), sha256: blob.sha256, actor_id: of.createdBy } });
  }
  const version = await prisma.modelVersion.create({
    data: {
      model_id: model.id, version: model.last_version, source: `runs:/${runId}/model`, artifact_uri: `mlflow-artifacts:/${root}`, run_id: runId, created_by: of.createdBy, created_at: at, updated_at: at,
      ...(of.signature ? { signature: of.signature } : {}),
      tags: { create: Object.entries(of.tags ?? {}).map(([key, value]) => ({ key, value })) },
      ...(of.baseline ? { baseline: { create: { state: of.baseline.state, sha256: of.baseline.sha256 ?? null, progress: 1, ...(of.baseline.profile ? { profile: of.baseline.profile } : {}) } } } : {}),
    },
  });
  return { modelId: model.id, versionId: version.id, model: of.model, version: version.version, runId };
}

/** Changes a metric of the version's run, as a client that logs again does. */
export async function logMetric(deps: Deps, runId: string, metric: { key: string; value: number }): Promise<void> {
  const data = { value: metric.value, timestamp_ms: BigInt(deps.clock.now().getTime()), step: 1n };
  await deps.db.prisma.runLatestMetric.upsert({ where: { run_id_key: { run_id: runId, key: metric.key } }, create: { run_id: runId, key: metric.key, ...data }, update: data });
}
