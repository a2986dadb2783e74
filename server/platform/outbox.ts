import type { Prisma } from "#prisma/generated/client.ts";
import type { Tx } from "./db.ts";

/** Every event that a mutation may leave for others: the live stream, the worker, later webhooks. */
export type OutboxType =
  | "version.created" | "version.changed" | "model.changed" | "alias.set" | "baseline.changed"
  | "release.requested" | "release.decided" | "release.changed" | "route.changed"
  | "embed.created" | "embed.revoked" | "windows.folded" | "states.judged" | "demo.progress";

export type OutboxData = { model?: string; environment?: string } & Record<string, Prisma.InputJsonValue | null | undefined>;

/** Leaves an event in the mutation's own transaction; it is relayed once that commits, and never if it does not. */
export async function publish(tx: Tx, event: { type: OutboxType; subject: string; data: OutboxData; at: Date }): Promise<void> {
  await tx.outboxEvent.create({ data: { type: event.type, subject: event.subject, data: event.data as Prisma.InputJsonObject, at: event.at }, select: { id: true } });
}
