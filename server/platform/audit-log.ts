import { type Sql, sqlOf, type Tx } from "./db.ts";

/** Who, what, to what. `action` is `noun.verb`; `domains/audit` holds the closed list. */
export type AuditEntry = {
  actor: { id: string; name: string };
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  at: Date;
};

/**
 * Appends one row in the mutation's own transaction. It is here, and not in `domains/audit`, because identity comes
 * before audit in the order of the domains and has acts to record too; other domains call `audit.record`.
 */
export async function recordAudit(tx: Tx | Sql, entry: AuditEntry): Promise<void> {
  await sqlOf(tx)(
    `INSERT INTO audit_event (at, actor_id, actor_name, action, subject, detail) VALUES ($1::timestamptz, $2, $3, $4, $5, $6::jsonb)`,
    [entry.at, entry.actor.id, entry.actor.name, entry.action, entry.subject, JSON.stringify(entry.detail)]);
}
