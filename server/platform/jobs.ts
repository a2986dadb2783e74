import type { Prisma } from "#prisma/generated/client.ts";
import { type Db, type Sql, sqlOf, type Tx } from "./db.ts";

export type JobKind = "baseline.profile";
export type ClaimedJob = { id: number; kind: string; key: string; payload: unknown; attempts: number };

/** Queues work once for each (kind, key): queued again if it had ended, left alone if it waits. */
export async function enqueue(tx: Tx | Sql, job: { kind: JobKind; key: string; payload: Prisma.InputJsonObject; runAt: Date }): Promise<void> {
  await sqlOf(tx)(
    `INSERT INTO job (kind, key, payload, run_at, updated_at) VALUES ($1, $2, $3::jsonb, $4::timestamptz, now())
     ON CONFLICT (kind, key) DO UPDATE SET state = 'queued', payload = EXCLUDED.payload, run_at = EXCLUDED.run_at, attempts = 0, reason = NULL, lease_until = NULL, updated_at = now()`,
    [job.kind, job.key, JSON.stringify(job.payload), job.runAt]);
}

/** Takes the next due job, or one whose lease ran out; null when there is none. Two workers never get the same. */
export async function claim(db: Db, kind: JobKind, { now, leaseSeconds }: { now: Date; leaseSeconds: number }): Promise<ClaimedJob | null> {
  const result = await db.pool.query<ClaimedJob>(
    `UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $2::timestamptz + make_interval(secs => $3), updated_at = $2
     WHERE id = (SELECT id FROM job WHERE kind = $1 AND run_at <= $2 AND (state = 'queued' OR (state = 'running' AND lease_until < $2))
                 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, kind, key, payload, attempts`,
    [kind, now, leaseSeconds],
  );
  return result.rows[0] ?? null;
}

/** Ends a claimed job, unless it was queued again meanwhile (then that run stands). */
export async function finish(db: Db, job: ClaimedJob, outcome: { state: "done" | "failed"; reason?: string }): Promise<void> {
  await db.pool.query(`UPDATE job SET state = $2, reason = $3, lease_until = NULL, updated_at = now() WHERE id = $1 AND state = 'running'`, [job.id, outcome.state, outcome.reason ?? null]);
}

/** Keeps a claimed job for another while, unless it was queued again meanwhile. */
export async function renew(db: Db, job: ClaimedJob, { now, leaseSeconds }: { now: Date; leaseSeconds: number }): Promise<void> {
  await db.pool.query(`UPDATE job SET lease_until = $2::timestamptz + make_interval(secs => $3) WHERE id = $1 AND state = 'running'`, [job.id, now, leaseSeconds]);
}
