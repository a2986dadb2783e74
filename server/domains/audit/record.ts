import { recordAudit } from "../../platform/audit-log.ts";
import type { Sql, Tx } from "../../platform/db.ts";
import type { Actor } from "../identity/contract.ts";
import type { AuditAction } from "./contract.ts";

/** Writes what was done in the doing's own transaction; the sealer chains it within a second. `detail` is JSON. */
export async function record(tx: Tx | Sql, event: { actor: Actor; action: AuditAction; subject: string; detail: Record<string, unknown>; at: Date }): Promise<void> {
  await recordAudit(tx, event);
}
