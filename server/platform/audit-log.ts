import type { Prisma } from "#prisma/generated/client.ts";
import type { Tx } from "./db.ts";

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
export async function appendAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({
    data: {
      at: entry.at, actor_id: entry.actor.id, actor_name: entry.actor.name,
      action: entry.action, subject: entry.subject, detail: entry.detail as Prisma.InputJsonObject,
    },
    select: { seq: true },
  });
}
