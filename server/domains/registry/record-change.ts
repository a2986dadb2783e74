import type { Sql, Tx } from "../../platform/db.ts";
import { publish, type Hook } from "../../platform/outbox.ts";
import type { AuditAction } from "../audit/contract.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";

export type RegistryChange = {
  actor: Actor; at: Date; action: AuditAction; event: "model.changed" | "version.created" | "version.changed" | "alias.set";
  model: string; version?: number; detail: Record<string, string | number | boolean | null | string[]>;
  /** What webhooks say of it, for the acts that they speak of. */
  hook?: Hook;
};

/** The audit row and the outbox event of one change, in the change's own transaction. */
export async function recordChange(tx: Tx | Sql, change: RegistryChange): Promise<void> {
  const version = change.version === undefined ? {} : { version: String(change.version) };
  const subject = change.version === undefined ? change.model : `${change.model}/${change.version}`;
  const recorded = record(tx, { actor: change.actor, action: change.action, subject, detail: { model: change.model, ...version, ...change.detail }, at: change.at });
  // A plain transaction takes both at once, Prisma's one after the other.
  if (typeof tx !== "function") await recorded;
  await Promise.all([recorded, publish(tx, { type: change.event, subject, data: { model: change.model, ...version, action: change.action }, at: change.at, hook: change.hook })]);
}
