import { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { BaselineProfile, SegmentCounts } from "./contract.ts";

export type BaselineRow = { state: string; sha256: string | null; profile: BaselineProfile | null };

/** A version's baseline row, and whether a release has frozen the version. */
export async function loadBaseline(db: Db, versionId: number): Promise<{ row: BaselineRow | null; frozen: boolean }> {
  const [row, frozen] = await Promise.all([
    db.prisma.baseline.findUnique({ where: { version_id: versionId }, select: { state: true, sha256: true, profile: true } }),
    db.prisma.frozenVersion.findUnique({ where: { version_id: versionId }, select: { version_id: true } }),
  ]);
  return { row: row === null ? null : { ...row, profile: row.profile as BaselineProfile | null }, frozen: frozen !== null };
}

type Begun = { versionId: number; path: string; sha256: string; at: Date };

/** Locks the version against its deletion; false when it is gone. */
async function versionIsThere(tx: Tx, versionId: number): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT 1 FROM model_version WHERE id = ${versionId} FOR KEY SHARE`).length > 0;
}

/** Sets the baseline to pending, from the start. @returns false when the version is gone */
export async function beginBaseline(tx: Tx, { versionId, path, sha256, at }: Begun): Promise<boolean> {
  if (!(await versionIsThere(tx, versionId))) return false;
  const fresh = { state: "pending", progress: 0, rows: null, reason: null, artifact_path: path, sha256, profile: Prisma.DbNull, slots: Prisma.DbNull, segments: Prisma.DbNull, updated_at: at };
  await tx.baseline.upsert({ where: { version_id: versionId }, create: { version_id: versionId, ...fresh }, update: fresh, select: { version_id: true } });
  return true;
}

/** Moves the progress of a pending baseline of these bytes. @returns false when it is no longer that */
export async function saveProgress(tx: Tx, { versionId, sha256, progress, at }: { versionId: number; sha256: string; progress: number; at: Date }): Promise<boolean> {
  const { count } = await tx.baseline.updateMany({ where: { version_id: versionId, sha256, state: "pending" }, data: { progress, updated_at: at } });
  return count > 0;
}

/** Ends a pending baseline of these bytes. @returns false when it is no longer that (another file came, or the version went) */
export async function completeBaseline(tx: Tx, { versionId, sha256, profile, slots, segments, at }: { versionId: number; sha256: string; profile: BaselineProfile; slots: Record<string, readonly number[]> | null; segments: SegmentCounts | null; at: Date }): Promise<boolean> {
  const { count } = await tx.baseline.updateMany({
    where: { version_id: versionId, sha256, state: "pending" },
    data: { state: "ready", progress: 1, rows: profile.rows, reason: null, profile: profile as Prisma.InputJsonObject, slots: slots === null ? Prisma.DbNull : (slots as Prisma.InputJsonObject), segments: segments ?? Prisma.DbNull, updated_at: at },
  });
  return count > 0;
}

/** As `completeBaseline`, with the reason for its page. */
export async function failBaseline(tx: Tx, { versionId, sha256, reason, at }: { versionId: number; sha256: string; reason: string; at: Date }): Promise<boolean> {
  const { count } = await tx.baseline.updateMany({ where: { version_id: versionId, sha256, state: "pending" }, data: { state: "failed", reason, updated_at: at } });
  return count > 0;
}

/** A baseline that has lost its file before it was computed is none. */
export async function dropPendingBaseline(tx: Tx, versionId: number): Promise<boolean> {
  const { count } = await tx.baseline.deleteMany({ where: { version_id: versionId, state: "pending" } });
  return count > 0;
}

/** The stored profiles of some versions, of those that are ready. */
export async function loadProfiles(db: Db, versionIds: readonly number[]): Promise<{ versionId: number; profile: unknown }[]> {
  return db.hot<{ versionId: number; profile: unknown }>("monitoring.profiles", `SELECT version_id AS "versionId", profile FROM baseline WHERE version_id = ANY($1::int[]) AND state = 'ready'`, [versionIds]);
}

/** A version's counts by hour of the week and column; null where its baseline has none. */
export async function loadSlots(db: Db, versionId: number): Promise<Record<string, readonly number[]> | null> {
  const rows = await db.hot<{ slots: Record<string, readonly number[]> | null }>("monitoring.slots", `SELECT slots FROM baseline WHERE version_id = $1 AND state = 'ready'`, [versionId]);
  return rows[0]?.slots ?? null;
}

/** A baseline's counts by segment; null where its rows are not segmented. */
export async function loadSegments(db: Db, versionId: number): Promise<SegmentCounts | null> {
  const rows = await db.hot<{ segments: SegmentCounts | null }>("monitoring.segments.baseline", `SELECT segments FROM baseline WHERE version_id = $1 AND state = 'ready'`, [versionId]);
  return rows[0]?.segments ?? null;
}
