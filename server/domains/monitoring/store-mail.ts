import type { Db, Tx } from "../../platform/db.ts";

export type NewMail = { messageId: string; alertId: number; recipients: readonly string[]; subject: string; body: string; at: Date };

export async function queueMail(tx: Tx, mail: NewMail): Promise<void> {
  await tx.alertMail.create({
    data: { message_id: mail.messageId, alert_id: mail.alertId, recipients: [...mail.recipients], subject: mail.subject, body: mail.body, next_at: mail.at, created_at: mail.at }, select: { id: true },
  });
}

export type MailClaim = { id: number; messageId: string; recipients: string[]; subject: string; body: string; attempts: number; createdAt: Date };

/** Leases the mails that are due, the oldest first; two workers never get the same. `attempts` counts this one. */
export async function claimMail(db: Db, ask: { now: Date; leaseSeconds: number; limit: number }): Promise<MailClaim[]> {
  return db.hot<MailClaim>("monitoring.mail.claim",
    `UPDATE alert_mail SET attempts = attempts + 1, lease_until = $1::timestamptz + make_interval(secs => $2)
     WHERE id IN (SELECT id FROM alert_mail WHERE state = 'waiting' AND next_at <= $1 AND (lease_until IS NULL OR lease_until < $1) ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id, message_id AS "messageId", recipients, subject, body, attempts, created_at AS "createdAt"`,
    [ask.now, ask.leaseSeconds, ask.limit]);
}

/** Writes what came of an attempt, unless the lease went to another meanwhile. @param of `nextAt` null ends it */
export async function settleMail(db: Db, of: { claim: MailClaim; state: "sent" | "waiting" | "dead"; nextAt: Date | null; error: string | null }): Promise<void> {
  await db.hot("monitoring.mail.settle", `UPDATE alert_mail SET state = $3, next_at = COALESCE($4, next_at), lease_until = NULL, last_error = $5 WHERE id = $1 AND attempts = $2 AND state = 'waiting'`,
    [of.claim.id, of.claim.attempts, of.state, of.nextAt, of.error]);
}

/** @returns how many went */
export async function dropMail(db: Db, before: Date): Promise<number> {
  return (await db.pool.query(`DELETE FROM alert_mail WHERE created_at < $1`, [before])).rowCount ?? 0;
}
