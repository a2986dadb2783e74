/** Versions that serve with a baseline, and deltas as a serving process makes them. */
import type { BaselineProfile, DeltaPayload, ReferenceColumn, SegmentCounts, WindowCounters } from "../domains/monitoring/contract.ts";
import { numericReferenceOf } from "../domains/monitoring/rules/reference.ts";
import { foldRows, foldSegmented, newAccumulator, segmentRowsOf, toColumns, toSegments } from "../domains/monitoring/rules/fold.ts";
import { latencyBucket } from "../domains/monitoring/rules/latency.ts";
import { emptyWindow } from "../domains/monitoring/rules/merge.ts";
import type { Deps } from "../platform/deps.ts";

type Values = readonly (number | string | null)[];

/** The reference of a column's values: numbers numeric, text categorical. */
export function referenceOf(name: string, values: Values, more: Partial<ReferenceColumn> = {}): ReferenceColumn {
  const missing = values.filter((value) => value === null || Number.isNaN(value)).length;
  const common = { name, role: "input" as const, tensor: name, index: 0, datatype: "FP64", clock: false, ...more };
  if (values.some((value) => typeof value === "string")) {
    const counts = new Map<string, number>();
    for (const value of values) if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
    const labels = [...counts.keys()].sort();
    return { ...common, datatype: "BYTES", reference: { kind: "categorical", labels, counts: labels.map((label) => counts.get(label) ?? 0), missing } };
  }
  const numbers = values.flatMap((value) => (typeof value === "number" ? [value] : []));
  const infinite = numbers.filter((value) => Math.abs(value) === Infinity).length;
  return { ...common, reference: { ...numericReferenceOf(numbers), missing, infinite } };
}

export const profileOf = (rows: number, columns: ReferenceColumn[]): BaselineProfile => ({ formatVersion: 1, rows, columns, unmatchedColumns: [], missingColumns: [], notMonitored: [] });

export type ServedVersion = { modelId: number; versionId: number; model: string; version: string; environment: string };

/** A new version of a model, with a profile when one is given. */
export async function givenVersionOf(deps: Deps, of: { model: string; profile?: BaselineProfile; tags?: Record<string, string>; inputs?: { name: string; type: string }[] }): Promise<{ modelId: number; versionId: number; version: number }> {
  const { prisma } = deps.db;
  const model = await prisma.registeredModel.upsert({ where: { name: of.model }, create: { name: of.model, created_by: "test", last_version: 1 }, update: { last_version: { increment: 1 } } });
  const version = await prisma.modelVersion.create({
    data: {
      model_id: model.id, version: model.last_version, source: "test", artifact_uri: "test", created_by: "test",
      ...(of.inputs ? { signature: { inputs: of.inputs.map((input) => ({ ...input, required: true, shape: null })), outputs: [] } } : {}),
      tags: { create: Object.entries(of.tags ?? {}).map(([key, value]) => ({ key, value })) },
    },
  });
  if (of.profile) await prisma.baseline.create({ data: { version_id: version.id, state: "ready", rows: of.profile.rows, progress: 1, profile: of.profile } });
  return { modelId: model.id, versionId: version.id, version: version.version };
}

/** Makes a version serve from `since` on, and ends the spell of the one before. @returns the release's id */
export async function serve(deps: Deps, of: { modelId: number; versionId: number; environment: string; since: Date }): Promise<number> {
  const { prisma } = deps.db;
  const { modelId: model_id, versionId: version_id, environment, since } = of;
  const release = await prisma.release.create({ data: { model_id, version_id, environment, state: "live", requested_by: "test", requested_at: since, live_at: since, evidence: "{}", evidence_digest: "0".repeat(64) } });
  const where = { environment_model_id: { environment, model_id } };
  const entries = { create: [{ version_id, weight: 100 }] };
  await prisma.route.upsert({ where, create: { environment, model_id, since, release_id: release.id, entries }, update: { since, release_id: release.id, entries: { deleteMany: {}, ...entries } } });
  await prisma.routeHistory.updateMany({ where: { environment, model_id, until: null }, data: { until: since } });
  await prisma.routeHistory.create({ data: { environment, model_id, version_id, release_id: release.id, since } });
  return release.id;
}

/** A model's first version, serving since long ago. */
export async function givenServed(deps: Deps, of: { model: string; environment?: string; profile?: BaselineProfile; tags?: Record<string, string>; inputs?: { name: string; type: string }[]; since?: Date }): Promise<ServedVersion> {
  const made = await givenVersionOf(deps, of);
  const environment = of.environment ?? "production";
  await serve(deps, { ...made, environment, since: of.since ?? new Date("2026-01-01T00:00:00Z") });
  return { modelId: made.modelId, versionId: made.versionId, model: of.model, version: String(made.version), environment };
}

/** What a serving process counts of some rows in one request. */
export function countersFor(profile: BaselineProfile | null, columns: Record<string, Values>, of: { rows: number; latencyMs?: number }): WindowCounters {
  const { rows } = of;
  const counters = { ...emptyWindow(), requests: 1, rows, latency: { [String(latencyBucket(of.latencyMs ?? 5))]: 1 } };
  if (profile === null) return counters;
  const accumulator = newAccumulator(profile);
  foldRows(accumulator, columns as Record<string, readonly string[]>, rows);
  return { ...counters, ...toColumns(accumulator) };
}

/** What a serving process counts of some rows by segment. */
export function segmentsFor(profile: BaselineProfile, columns: Record<string, Values>, rows: number): SegmentCounts | undefined {
  const accumulator = newAccumulator(profile);
  const given = columns as Record<string, readonly string[]>;
  foldSegmented(accumulator, { columns: given, rows, segments: segmentRowsOf(profile, given, rows) });
  return toSegments(accumulator);
}

/** One window of a delta. */
export function deltaWindow(of: ServedVersion, at: { startsAtMs: number; widthSeconds: number }, counters: WindowCounters): DeltaPayload["windows"][number] {
  return { versionId: of.versionId, model: of.model, version: of.version, environment: of.environment, ...at, counters };
}
