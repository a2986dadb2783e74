import type { Db } from "../../platform/db.ts";
import type { ReleaseKind } from "./contract.ts";

export type ServedRow = {
  id: number; model: string; version: number; since: Date; until: Date | null; releaseId: number; kind: ReleaseKind; requestedBy: string; approvedBy: string | null; evidenceDigest: string;
};

/** The same text as the index `route_history_served`. */
const spell = "tstzrange(h.since, CASE WHEN h.until IS NOT NULL THEN GREATEST(h.until, h.since) END)";

/** What the environment served at `time`, by model; `model` null: all of them. `after` is the sort key of the last row seen. */
export const servedAtSql = `SELECT h.id, m.name AS model, v.version, h.since, h.until, h.release_id AS "releaseId", r.kind, r.requested_by AS "requestedBy", r.decided_by AS "approvedBy", r.evidence_digest AS "evidenceDigest"
  FROM route_history h JOIN registered_model m ON m.id = h.model_id JOIN model_version v ON v.id = h.version_id JOIN release r ON r.id = h.release_id
  WHERE h.environment = $1 AND ${spell} @> $2::timestamptz AND ($3::text IS NULL OR m.name = $3) AND ($4::text IS NULL OR (m.name, h.id) > ($4, $5::int))
  ORDER BY m.name, h.id LIMIT $6`;

export type AskAt = { environment: string; time: Date; model: string | null; after: { model: string; id: number } | null; limit: number };

export async function servedAtRows(db: Db, ask: AskAt): Promise<ServedRow[]> {
  return db.hot<ServedRow>("releases.served_at", servedAtSql, [ask.environment, ask.time, ask.model, ask.after?.model ?? null, ask.after?.id ?? null, ask.limit]);
}

export type AskAround = { environment: string; /** Null: of every model. */ modelId: number | null; time: Date };
export type Around = { first: Date | null; previous: Date | null; next: Date | null };

const ofModel = (modelId: number | null, place: string): string => (modelId === null ? "" : ` AND model_id = ${place}`);

/** A change is a spell's begin or its end: the first ever, the last before `time` and the first after it. */
export function aroundSql(modelId: number | null): string {
  const from = `FROM route_history WHERE environment = $1${ofModel(modelId, "$3")}`;
  const last = (column: string) => `(SELECT ${column} ${from} AND ${column} < $2::timestamptz ORDER BY ${column} DESC LIMIT 1)`;
  const first = (column: string) => `(SELECT ${column} ${from} AND ${column} > $2::timestamptz ORDER BY ${column} LIMIT 1)`;
  return `SELECT (SELECT since ${from} ORDER BY since LIMIT 1) AS first, GREATEST(${last("since")}, ${last("until")}) AS previous, LEAST(${first("since")}, ${first("until")}) AS next`;
}

export async function changesAround(db: Db, ask: AskAround): Promise<Around> {
  const name = ask.modelId === null ? "releases.around" : "releases.around_of_model";
  const [row] = await db.hot<Around>(name, aroundSql(ask.modelId), [ask.environment, ask.time, ...(ask.modelId === null ? [] : [ask.modelId])]);
  return row ?? { first: null, previous: null, next: null };
}

export type MarkRow = { at: Date; changes: number };

/** When something changed in [from, to], gathered into `marks` parts of equal length; a part is told by its first change. */
export async function changeMarks(db: Db, ask: { environment: string; modelId: number | null; from: Date; to: Date; marks: number }): Promise<MarkRow[]> {
  const from = `FROM route_history WHERE environment = $1${ofModel(ask.modelId, "$5")}`;
  return db.hot<MarkRow>(
    ask.modelId === null ? "releases.marks" : "releases.marks_of_model",
    `SELECT min(t) AS at, count(*)::int AS changes FROM (SELECT since AS t ${from} AND since BETWEEN $2 AND $3 UNION SELECT until ${from} AND until BETWEEN $2 AND $3) c
     GROUP BY width_bucket(extract(epoch FROM t), extract(epoch FROM $2::timestamptz), extract(epoch FROM $3::timestamptz) + 1, $4::int) ORDER BY 1`,
    [ask.environment, ask.from, ask.to, ask.marks, ...(ask.modelId === null ? [] : [ask.modelId])]);
}

export async function modelIdByName(db: Db, name: string): Promise<number | null> {
  return (await db.hot<{ id: number }>("releases.model_id", `SELECT id FROM registered_model WHERE name = $1`, [name]))[0]?.id ?? null;
}
