import type { Db, Tx } from "../../platform/db.ts";
import type { WebhookEvent, WebhookKind, WebhookStatus } from "./contract.ts";

export type WebhookRow = {
  id: string; name: string; description: string | null; url: string; events: WebhookEvent[]; models: string[]; status: WebhookStatus; kind: WebhookKind;
  /** Sealed. */
  secret: string | null;
  createdBy: string; createdAt: Date; updatedAt: Date; attemptedAt: Date | null; lastStatus: number | null; failingSince: Date | null;
  waiting: number;
};

const columns = `w.id, w.name, w.description, w.url, w.events, w.models, w.status, w.kind, w.secret, w.created_by AS "createdBy", w.created_at AS "createdAt", w.updated_at AS "updatedAt",
  w.attempted_at AS "attemptedAt", w.last_status AS "lastStatus", w.failing_since AS "failingSince",
  (SELECT count(*) FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting`;

export async function webhookById(db: Db, id: string): Promise<WebhookRow | null> {
  return (await db.hot<WebhookRow>("webhooks.by_id", `SELECT ${columns} FROM webhook w WHERE w.id = $1`, [id]))[0] ?? null;
}

/** Newest first, after the row of the cursor. */
export async function webhookPage(db: Db, ask: { after: { at: string; id: string } | null; limit: number }): Promise<WebhookRow[]> {
  return db.hot<WebhookRow>("webhooks.page",
    `SELECT ${columns} FROM webhook w WHERE $1::timestamptz IS NULL OR (w.created_at, w.id) < ($1::timestamptz, $2::text) ORDER BY w.created_at DESC, w.id DESC LIMIT $3`,
    [ask.after?.at ?? null, ask.after?.id ?? null, ask.limit]);
}

/** Newest first, from an offset, those with an event of these entities: MLflow's client refuses a list with one that it does not know. */
export async function webhooksWith(db: Db, ask: { entities: readonly string[]; offset: number; limit: number }): Promise<WebhookRow[]> {
  return db.hot<WebhookRow>("webhooks.with",
    `SELECT ${columns} FROM webhook w WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(w.events) e WHERE e ->> 'entity' = ANY($1))
     ORDER BY w.created_at DESC, w.id DESC OFFSET $2 LIMIT $3`, [ask.entities, ask.offset, ask.limit]);
}

export type NewWebhook = Pick<WebhookRow, "id" | "name" | "description" | "url" | "events" | "models" | "status" | "kind" | "secret"> & { actorId: string; at: Date };

export async function insertWebhook(tx: Tx, of: NewWebhook): Promise<void> {
  await tx.webhook.create({
    data: {
      id: of.id, name: of.name, description: of.description, url: of.url, events: of.events, models: of.models, status: of.status, kind: of.kind, secret: of.secret,
      created_by: of.actorId, created_at: of.at, updated_at: of.at,
    },
    select: { id: true },
  });
}

/** Locks it against other changes; deliveries may still be queued for it. Null: there is none. */
export async function lockWebhook(tx: Tx, id: string): Promise<{ name: string; url: string; status: WebhookStatus } | null> {
  const rows = await tx.$queryRaw<{ name: string; url: string; status: WebhookStatus }[]>`SELECT name, url, status FROM webhook WHERE id = ${id} FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

export type WebhookChange = Partial<Pick<WebhookRow, "name" | "description" | "url" | "events" | "models" | "status" | "kind" | "secret">>;

export async function updateWebhook(tx: Tx, id: string, { at, ...change }: WebhookChange & { at: Date }): Promise<void> {
  await tx.webhook.update({ where: { id }, data: { ...change, updated_at: at }, select: { id: true } });
}

/** What waits is tried at once: an address or a secret that was mended is not waited for. */
export async function hurryWaiting(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.webhookDelivery.updateMany({ where: { webhook_id: id, state: "waiting", lease_until: null }, data: { next_at: at } });
}

/** Its deliveries go with it. */
export async function removeWebhook(tx: Tx, id: string): Promise<void> {
  await tx.webhook.delete({ where: { id }, select: { id: true } });
}
