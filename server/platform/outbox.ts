import type { Prisma } from "#prisma/generated/client.ts";
import { type Sql, sqlOf, type Tx } from "./db.ts";

/** Every event that a mutation may leave for others: the live stream, the worker, later webhooks. */
export type OutboxType =
  | "version.created" | "version.changed" | "model.changed" | "alias.set" | "baseline.changed"
  | "release.requested" | "release.decided" | "release.changed" | "route.changed"
  | "embed.created" | "embed.revoked" | "windows.folded" | "states.judged" | "storage.changed" | "monitor.changed" | "alert.changed" | "demo.progress";

export type OutboxData = { model?: string; environment?: string } & Record<string, Prisma.InputJsonValue | null | undefined>;

/**
 * What webhooks say of an event, whole as of then: entity and action in the wire's upper case, the model it is about.
 * `slack`: the same for a Slack-shaped receiver; without it one line is made of entity, action and model.
 */
export type Hook = { entity: string; action: string; model: string; data: Prisma.InputJsonObject; slack?: { text: string; blocks: Prisma.InputJsonObject[] } };

export type OutboxNews = { type: OutboxType; subject: string; data: OutboxData; at: Date; hook?: Hook };

/** Leaves an event in the mutation's own transaction; it is relayed once that commits, and never if it does not. */
export async function publish(tx: Tx | Sql, event: OutboxNews): Promise<void> {
  await sqlOf(tx)(`INSERT INTO outbox_event (at, type, subject, data, hook) VALUES ($1::timestamptz, $2, $3, $4::jsonb, $5::jsonb)`,
    [event.at, event.type, event.subject, JSON.stringify(event.data), event.hook ? JSON.stringify(event.hook) : null]);
}
