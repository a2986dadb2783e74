import { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { EnvironmentName, ReleaseKind, ReleaseState, Signature } from "./contract.ts";
import type { Spell } from "./rules/pick-rollback.ts";

export type ReleaseRow = {
  id: number; kind: ReleaseKind; state: ReleaseState; modelId: number; model: string; versionId: number; version: number; versionAuthor: string;
  environment: EnvironmentName | null; alias: string | null; removes: boolean; fromVersionId: number | null; fromVersion: number | null; comment: string | null;
  requestedBy: string; requestedAt: Date; decidedBy: string | null; decidedAt: Date | null; decisionComment: string | null;
  liveAt: Date | null; endedAt: Date | null; evidence: string; evidenceDigest: string;
};

/** Text only, from this file: the columns and tables of a `ReleaseRow`. */
export const releaseColumns = `r.id, r.kind, r.state, r.model_id AS "modelId", m.name AS model, r.version_id AS "versionId", v.version, v.created_by AS "versionAuthor",
  r.environment, r.alias, r.removes, r.from_version_id AS "fromVersionId", f.version AS "fromVersion", r.comment, r.requested_by AS "requestedBy", r.requested_at AS "requestedAt",
  r.decided_by AS "decidedBy", r.decided_at AS "decidedAt", r.decision_comment AS "decisionComment", r.live_at AS "liveAt", r.ended_at AS "endedAt", r.evidence, r.evidence_digest AS "evidenceDigest"`;
export const releaseTables = `release r JOIN registered_model m ON m.id = r.model_id JOIN model_version v ON v.id = r.version_id LEFT JOIN model_version f ON f.id = r.from_version_id`;

/**
 * Every act on releases and routes takes its model's row first, as the registry's acts do: two of one model wait for
 * each other there, and no two can wait in a circle.
 */
export async function lockModelByName(tx: Tx, name: string): Promise<number | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`SELECT id FROM registered_model WHERE name = ${name} FOR NO KEY UPDATE`;
  return rows[0]?.id ?? null;
}

/** Locks the release's model, then the release, and reads it as it is then. */
export async function lockRelease(tx: Tx, id: number): Promise<ReleaseRow | null> {
  await tx.$queryRaw`SELECT id FROM registered_model WHERE id = (SELECT model_id FROM release WHERE id = ${id}) FOR NO KEY UPDATE`;
  await tx.$queryRaw`SELECT id FROM release WHERE id = ${id} FOR UPDATE`;
  return readRelease(tx, id);
}

export async function readRelease(tx: Tx, id: number): Promise<ReleaseRow | null> {
  const rows = await tx.$queryRaw<ReleaseRow[]>(Prisma.sql`SELECT ${Prisma.raw(releaseColumns)} FROM ${Prisma.raw(releaseTables)} WHERE r.id = ${id}`);
  return rows[0] ?? null;
}

export type OpenPlace = { kind: ReleaseKind; modelId: number; versionId: number; environment: string | null; alias: string | null; removes: boolean };

/** The open request of the same kind for the same version in the same place. */
export async function openReleaseOf(tx: Tx, at: OpenPlace): Promise<number | null> {
  const where = { model_id: at.modelId, version_id: at.versionId, environment: at.environment, alias: at.alias, removes: at.removes, kind: at.kind, state: "open" };
  return (await tx.release.findFirst({ where, select: { id: true } }))?.id ?? null;
}

export type NewRelease = {
  kind: ReleaseKind; state: "open" | "live"; modelId: number; versionId: number; environment: string | null; alias: string | null; removes: boolean; comment: string | null; actorId: string; at: Date;
  fromVersionId: number | null; evidence: string; evidenceDigest: string;
};

/** A rollback is an approver's own act: it is decided and live as it is made. */
export async function insertRelease(tx: Tx, release: NewRelease): Promise<number> {
  const decided = release.state === "live" ? { decided_by: release.actorId, decided_at: release.at, decision_comment: release.comment, live_at: release.at } : {};
  const row = await tx.release.create({
    data: {
      kind: release.kind, state: release.state, model_id: release.modelId, version_id: release.versionId, environment: release.environment, alias: release.alias, removes: release.removes, comment: release.comment,
      requested_by: release.actorId, requested_at: release.at, from_version_id: release.fromVersionId, evidence: release.evidence, evidence_digest: release.evidenceDigest, ...decided,
    },
    select: { id: true },
  });
  return row.id;
}

export async function renewEvidence(tx: Tx, id: number, fresh: { evidence: string; evidenceDigest: string; fromVersionId: number | null }): Promise<void> {
  await tx.release.update({ where: { id }, data: { evidence: fresh.evidence, evidence_digest: fresh.evidenceDigest, from_version_id: fresh.fromVersionId }, select: { id: true } });
}

export async function setDecision(tx: Tx, id: number, decision: { state: "live" | "rejected"; actorId: string; at: Date; comment: string | null }): Promise<void> {
  const times = decision.state === "live" ? { live_at: decision.at } : { ended_at: decision.at };
  await tx.release.update({ where: { id }, data: { state: decision.state, decided_by: decision.actorId, decided_at: decision.at, decision_comment: decision.comment, ...times }, select: { id: true } });
}

export async function endRelease(tx: Tx, id: number, end: { state: "withdrawn" | "failed"; at: Date }): Promise<void> {
  await tx.release.update({ where: { id }, data: { state: end.state, ended_at: end.at }, select: { id: true } });
}

export type MovedRelease = { id: number; version: number; removes: boolean };
export type Others = { modelId: number; environment: string | null; alias: string | null; /** Null: none stays. */ except: number | null; from: "open" | "live"; to: "void" | "superseded" | "rolledBack"; at: Date };

/** Ends every other release of this model and environment, or alias, that is in `from`; answers which. */
export async function endOthers(tx: Tx, others: Others): Promise<MovedRelease[]> {
  const place = others.alias === null ? Prisma.sql`r.environment = ${others.environment}` : Prisma.sql`r.alias = ${others.alias}`;
  return tx.$queryRaw<MovedRelease[]>`
    UPDATE release r SET state = ${others.to}, ended_at = ${others.at} FROM model_version v
    WHERE v.id = r.version_id AND r.model_id = ${others.modelId} AND ${place} AND r.state = ${others.from} AND r.id <> ${others.except ?? 0}
    RETURNING r.id, v.version, r.removes`;
}

// ---- what a release froze -----------------------------------------------------------------------------------------------

export type Frozen = { artifacts: { path: string; size: number; sha256: string }[]; signature: Signature | null; tags: Record<string, string> };

export async function frozenOf(tx: Tx, versionId: number): Promise<Frozen | null> {
  const row = await tx.frozenVersion.findUnique({ where: { version_id: versionId }, select: { artifacts: true, signature: true, tags: true } });
  // Written by `freeze` below, and by nothing else.
  return row === null ? null : { artifacts: row.artifacts as Frozen["artifacts"], signature: row.signature as Signature | null, tags: row.tags as Frozen["tags"] };
}

/** Fixes what serving reads of a version; the first release that names it does, later ones change nothing. */
export async function freeze(tx: Tx, frozen: Frozen & { versionId: number; releaseId: number; at: Date }): Promise<void> {
  await tx.frozenVersion.createMany({
    data: [{ version_id: frozen.versionId, release_id: frozen.releaseId, artifacts: frozen.artifacts, signature: frozen.signature ?? Prisma.DbNull, tags: frozen.tags, frozen_at: frozen.at }],
    skipDuplicates: true,
  });
}

// ---- routes ---------------------------------------------------------------------------------------------------------------

export type CurrentRoute = { since: Date; releaseId: number; entries: { versionId: number; version: number; weight: number }[] };

export async function currentRoute(tx: Tx, at: { modelId: number; environment: string }): Promise<CurrentRoute | null> {
  const row = await tx.route.findUnique({
    where: { environment_model_id: { environment: at.environment, model_id: at.modelId } },
    select: { since: true, release_id: true, entries: { select: { version_id: true, weight: true, version: { select: { version: true } } }, orderBy: [{ weight: "desc" }, { version_id: "desc" }] } },
  });
  if (row === null) return null;
  return { since: row.since, releaseId: row.release_id, entries: row.entries.map((entry) => ({ versionId: entry.version_id, version: entry.version.version, weight: entry.weight })) };
}

export async function spellsOf(tx: Tx, at: { modelId: number; environment: string }): Promise<Spell[]> {
  const rows = await tx.routeHistory.findMany({ where: { model_id: at.modelId, environment: at.environment }, select: { id: true, version_id: true, until: true, rolled_back: true }, orderBy: { id: "desc" } });
  return rows.map((row) => ({ id: row.id, versionId: row.version_id, ended: row.until !== null, rolledBack: row.rolled_back }));
}

export async function versionNumberOf(tx: Tx, versionId: number): Promise<number> {
  return (await tx.modelVersion.findUniqueOrThrow({ where: { id: versionId }, select: { version: true } })).version;
}

export type NewRoute = { modelId: number; environment: string; versionId: number; releaseId: number; at: Date };

/** The release by which a version last served there. */
export async function releaseOfSpell(tx: Tx, of: { modelId: number; environment: string; versionId: number }): Promise<number> {
  const spell = await tx.routeHistory.findFirstOrThrow({ where: { model_id: of.modelId, environment: of.environment, version_id: of.versionId }, select: { release_id: true }, orderBy: { id: "desc" } });
  return spell.release_id;
}

/** A release that was replaced serves again, because what replaced it could not. */
export async function reviveRelease(tx: Tx, id: number): Promise<void> {
  await tx.release.update({ where: { id }, data: { state: "live", ended_at: null }, select: { id: true } });
}

/** The releases that hold a route to this version. */
export async function routedReleaseIds(db: Db, of: { model: string; version: number }): Promise<number[]> {
  const rows = await db.hot<{ id: number }>("releases.routed", `
    SELECT r.release_id AS id FROM registered_model m JOIN model_version v ON v.model_id = m.id AND v.version = $2 JOIN route_entry e ON e.version_id = v.id JOIN route r ON r.id = e.route_id WHERE m.name = $1`, [of.model, of.version]);
  return rows.map((row) => row.id);
}

/** The whole route goes to one version; the spell before ends at the same instant. @param rolledBack that it ends by a rollback */
export async function replaceRoute(tx: Tx, route: NewRoute, rolledBack: boolean): Promise<void> {
  const key = { environment: route.environment, model_id: route.modelId };
  await tx.routeHistory.updateMany({ where: { ...key, until: null }, data: { until: route.at, rolled_back: rolledBack } });
  await tx.routeHistory.create({ data: { ...key, version_id: route.versionId, release_id: route.releaseId, since: route.at }, select: { id: true } });
  const { id } = await tx.route.upsert({
    where: { environment_model_id: key }, create: { ...key, since: route.at, release_id: route.releaseId }, update: { since: route.at, release_id: route.releaseId }, select: { id: true },
  });
  await tx.routeEntry.deleteMany({ where: { route_id: id } });
  await tx.routeEntry.create({ data: { route_id: id, version_id: route.versionId, weight: 100 }, select: { route_id: true } });
}

/** Nothing of the model is routed there any more; its spell ends. */
export async function removeRoute(tx: Tx, route: { modelId: number; environment: string; at: Date }): Promise<void> {
  const key = { environment: route.environment, model_id: route.modelId };
  await tx.routeHistory.updateMany({ where: { ...key, until: null }, data: { until: route.at } });
  await tx.route.deleteMany({ where: key });
}
