import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { AuditEventView, listAuditInput } from "./contract.ts";
import { auditPage, type AuditRow } from "./store.ts";

const viewOf = (row: AuditRow): AuditEventView => ({
  seq: row.seq, at: row.at.toISOString(), actor: { id: row.actorId, name: row.actorName }, action: row.action, subject: row.subject,
  detail: row.detail as Record<string, unknown>, hash: row.hash, previousHash: row.previousHash,
});

/** What was done, newest first; of one action or one subject when asked. */
export async function listAudit(deps: Deps, actor: Actor, input: z.output<typeof listAuditInput>): Promise<Page<AuditEventView>> {
  authorise(actor, "audit.read");
  const [before = null] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 1);
  if (typeof before === "string") throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  const rows = await auditPage(deps.db, { before, action: input.action ?? null, subject: input.subject ?? null, limit: input.limit + 1 });
  return toPage(rows, input.limit, { item: viewOf, key: (row) => [row.seq] });
}
