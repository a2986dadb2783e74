import { z } from "zod";
import { identityAuditActions } from "../identity/contract.ts";

/** `noun.verb`, a closed list: a new act is named here before it can be written. */
export const auditActions = [
  "model.created", "model.updated", "model.renamed", "model.deleted", "model.tagged", "model.archived", "model.unarchived", "model.restored", "trash.emptied",
  "version.created", "version.updated", "version.deleted", "version.tagged", "version.staged", "version.archived", "version.unarchived", "version.restored", "version.card_saved",
  "alias.set", "alias.deleted", "alias.protected", "alias.unprotected",
  "view.created", "view.updated", "view.deleted", "view.chosen",
  "release.requested", "release.approved", "release.rejected", "release.withdrawn", "release.rolled_back", "release.changed", "release.voided", "release.superseded", "release.failed",
  "route.changed",
  "embed.created", "embed.revoked",
  "monitor.created", "monitor.changed", "monitor.removed", "alert.acknowledged", "alert.muted", "alert.unmuted", "alert.noted",
  "backend.created", "backend.removed",
  "webhook.created", "webhook.changed", "webhook.deleted", "webhook.replayed",
  ...identityAuditActions,
  "baseline.profiled", "storage.terms_changed", "test.reset",
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditEventView = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  actor: z.object({ id: z.string(), name: z.string() }),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** Null until the sealer has been, a second at most. */
  hash: z.string().nullable(),
  previousHash: z.string().nullable(),
});
export type AuditEventView = z.infer<typeof auditEventView>;

export const listAuditInput = z.object({
  action: z.string().optional(),
  subject: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

/** A point of the chain that was kept elsewhere: the walk has to meet it. */
export const auditCheckpoint = z.object({ seq: z.number().int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>;
/** @property unsealed committed events that the sealer has not reached yet */
export type ChainVerdict = { whole: boolean; count: number; unsealed: number; broken: { seq: number; reason: string } | null };
