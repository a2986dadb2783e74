import type { Db, Tx } from "../../platform/db.ts";
import type { ChainedEvent } from "./rules/chain.ts";

export type AuditRow = ChainedEvent & { hash: string | null; previousHash: string | null };
export type SealRow = { position: number; hash: string };
/** A link beside its event; the event's fields are null when somebody removed it. */
export type LinkRow = { position: number; auditSeq: number; linkHash: string; previousHash: string; event: ChainedEvent | null };

const eventColumns = `e.seq, e.at, e.actor_id AS "actorId", e.actor_name AS "actorName", e.action, e.subject, e.detail`;

/** Newest first, below `before`. */
export async function auditPage(db: Db, asked: { before: number | null; action: string | null; subject: string | null; limit: number }): Promise<AuditRow[]> {
  return db.hot<AuditRow>(
    "audit_page",
    `SELECT ${eventColumns}, s.hash, s.previous_hash AS "previousHash"
     FROM audit_event e LEFT JOIN audit_seal s ON s.audit_seq = e.seq
     WHERE ($1::bigint IS NULL OR e.seq < $1) AND ($2::text IS NULL OR e.action = $2) AND ($3::text IS NULL OR e.subject = $3)
     ORDER BY e.seq DESC LIMIT $4`,
    [asked.before, asked.action, asked.subject, asked.limit],
  );
}

/** True for the one sealer; held until the transaction ends. */
export async function becomeSealer(tx: Tx): Promise<boolean> {
  const rows = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended('signalbox.audit.sealer', 0)) AS mine`;
  return rows[0]?.mine ?? false;
}

export async function lastSeal(tx: Tx): Promise<SealRow | null> {
  const rows = await tx.$queryRaw<{ position: bigint; hash: string }[]>`SELECT position, hash FROM audit_seal ORDER BY position DESC LIMIT 1`;
  return rows[0] === undefined ? null : { position: Number(rows[0].position), hash: rows[0].hash };
}

/**
 * Events without a link whose writers have all ended, in order of seq. Only below the oldest running transaction: a row
 * that is not visible yet could otherwise be passed by. The scan starts `margin` events before the newest link,
 * because an event may commit after later ones were sealed.
 */
export async function unsealed(tx: Tx, limit: number, margin: number): Promise<ChainedEvent[]> {
  const newest = await tx.auditSeal.findFirst({ select: { audit_seq: true }, orderBy: { audit_seq: "desc" } });
  const from = Number(newest?.audit_seq ?? 0) - margin;
  const rows = await tx.$queryRaw<(Omit<ChainedEvent, "seq"> & { seq: bigint })[]>`
    SELECT e.seq, e.at, e.actor_id AS "actorId", e.actor_name AS "actorName", e.action, e.subject, e.detail
    FROM audit_event e
    WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND e.seq > ${from}::bigint
      AND e.seq NOT IN (SELECT audit_seq FROM audit_seal WHERE audit_seq > ${from}::bigint)
    ORDER BY e.seq LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

export async function insertSeals(tx: Tx, seals: { position: number; auditSeq: number; hash: string; previousHash: string }[], at: Date): Promise<void> {
  await tx.auditSeal.createMany({
    data: seals.map((seal) => ({ position: seal.position, audit_seq: seal.auditSeq, hash: seal.hash, previous_hash: seal.previousHash, sealed_at: at })),
  });
}

/** The next links of the chain after `position`, in order. */
export async function linksAfter(db: Db, position: number, limit: number): Promise<LinkRow[]> {
  type Row = Omit<LinkRow, "event"> & { [Key in keyof ChainedEvent]: ChainedEvent[Key] | null };
  const rows = await db.hot<Row>(
    "audit_links",
    `SELECT s.position, s.audit_seq AS "auditSeq", s.hash AS "linkHash", s.previous_hash AS "previousHash", ${eventColumns}
     FROM audit_seal s LEFT JOIN audit_event e ON e.seq = s.audit_seq WHERE s.position > $1 ORDER BY s.position LIMIT $2`,
    [position, limit],
  );
  return rows.map(({ position: at, auditSeq, linkHash, previousHash, ...event }) => ({ position: at, auditSeq, linkHash, previousHash, event: event.seq === null ? null : (event as ChainedEvent) }));
}

export async function countUnsealed(db: Db): Promise<number> {
  const rows = await db.hot<{ count: number }>("audit_unsealed", `SELECT count(*) AS count FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit_seq = e.seq)`, []);
  return rows[0]?.count ?? 0;
}
