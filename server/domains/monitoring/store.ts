import type { Db, Tx } from "../../platform/db.ts";
import type { Verdict } from "./contract.ts";

export type TargetRow = {
  model_id: number; model: string; served_version_id: number; since: Date; reported: boolean; version_id: number | null; version: number | null;
  drift_window: string | null; state: "pending" | "ready" | "failed" | null; rows: number | null; reason: string | null; profile: unknown;
};

/** A model's route in an environment, or what its events tell of, and one version of it: the named one, or what serves. No row: neither is there. */
export async function loadTarget(db: Db, ask: { model: string; environment: string; version: number | null }): Promise<TargetRow | null> {
  const rows = await db.hot<TargetRow>(
    "monitoring.target",
    `SELECT m.id AS model_id, m.name AS model, COALESCE(e.version_id, p.version_id) AS served_version_id, COALESCE(r.since, p.since) AS since, r.id IS NULL AS reported, v.id AS version_id, v.version,
       COALESCE(f.tags ->> 'signalbox.drift_window_seconds', t.value) AS drift_window, b.state, b.rows, b.reason, b.profile
     FROM registered_model m
     LEFT JOIN route r ON r.model_id = m.id AND r.environment = $2
     LEFT JOIN LATERAL (SELECT version_id FROM route_entry WHERE route_id = r.id ORDER BY weight DESC, version_id DESC LIMIT 1) e ON true
     LEFT JOIN reported_model p ON r.id IS NULL AND p.model_id = m.id AND p.environment = $2
     LEFT JOIN model_version v ON v.model_id = m.id AND (($3::int IS NULL AND v.id = COALESCE(e.version_id, p.version_id)) OR v.version = $3::int)
     LEFT JOIN frozen_version f ON f.version_id = v.id
     LEFT JOIN model_version_tag t ON t.version_id = v.id AND t.key = 'signalbox.drift_window_seconds'
     LEFT JOIN baseline b ON b.version_id = v.id
     WHERE m.name = $1 AND COALESCE(e.version_id, p.version_id) IS NOT NULL`,
    [ask.model, ask.environment, ask.version],
  );
  return rows[0] ?? null;
}

export type Spell = { versionId: number; version: string; releaseId: number; kind: string; since: Date; until: Date | null };

/** Spells of serving that overlap [from, to), oldest first. */
export async function loadSpells(db: Db, ask: { modelId: number; environment: string; from: Date; to: Date }): Promise<Spell[]> {
  return db.hot<Spell>(
    "monitoring.spells",
    `SELECT h.version_id AS "versionId", v.version::text AS version, h.release_id AS "releaseId", r.kind, h.since, h.until
     FROM route_history h JOIN model_version v ON v.id = h.version_id JOIN release r ON r.id = h.release_id
     WHERE h.environment = $1 AND h.model_id = $2 AND h.since < $4 AND (h.until IS NULL OR h.until > $3) ORDER BY h.since, h.id`,
    [ask.environment, ask.modelId, ask.from, ask.to],
  );
}

export async function loadProfile(db: Db, versionId: number): Promise<unknown> {
  const rows = await db.hot<{ profile: unknown }>("monitoring.profile", `SELECT profile FROM baseline WHERE version_id = $1 AND state = 'ready'`, [versionId]);
  return rows[0]?.profile ?? null;
}

export type GapRow = { from_at: Date; to_at: Date; lost: { model: string; version: string; environment: string; requests: number; rows: number }[] };

/** Gaps that overlap [from, to) and took something from the model in the environment. */
export async function loadGaps(db: Db, ask: { model: string; environment: string; from: Date; to: Date }): Promise<GapRow[]> {
  return db.hot<GapRow>(
    "monitoring.gaps",
    `SELECT from_at, to_at, lost FROM monitoring_gap WHERE to_at >= $1 AND from_at < $2 AND lost @> $3::jsonb ORDER BY from_at LIMIT 200`,
    [ask.from, ask.to, JSON.stringify([{ model: ask.model, environment: ask.environment }])],
  );
}

export type ColumnStateRow = {
  column: string; role: "input" | "output"; lamp: string; psi: number | null; js: number | null; psi_verdict: number | null; psi_lower: number | null; verdict: string | null; rows: number; as_of: Date;
};

export async function loadColumnStates(db: Db, ask: { versionId: number; environment: string }): Promise<ColumnStateRow[]> {
  return db.hot<ColumnStateRow>(
    "monitoring.columnStates",
    `SELECT "column", role, lamp, psi, js, psi_verdict, psi_lower, verdict, rows, as_of FROM column_state WHERE version_id = $1 AND environment = $2 ORDER BY "column"`,
    [ask.versionId, ask.environment],
  );
}

/** The model's lamp, if what it was judged on is this version. */
export async function loadModelState(db: Db, ask: { modelId: number; environment: string; versionId: number }): Promise<{ lamp: string; rows: number; as_of: Date } | null> {
  const rows = await db.hot<{ lamp: string; rows: number; as_of: Date }>(
    "monitoring.modelState",
    `SELECT lamp, rows, as_of FROM model_state WHERE model_id = $1 AND environment = $2 AND version_id = $3`,
    [ask.modelId, ask.environment, ask.versionId],
  );
  return rows[0] ?? null;
}

export type DueVersion = { model: string; environment: string; modelId: number; versionId: number; driftWindow: string | null };

/** Routed versions with a baseline (of each route the one with most weight), and those that events tell of, that were not yet judged for `at`. */
export async function loadDue(db: Db, at: Date, limit: number): Promise<DueVersion[]> {
  return db.hot<DueVersion>(
    "monitoring.due",
    `SELECT m.name AS model, w.environment, m.id AS "modelId", w.version_id AS "versionId", COALESCE(f.tags ->> 'signalbox.drift_window_seconds', t.value) AS "driftWindow"
     FROM (
       SELECT r.environment, r.model_id, e.version_id FROM route r
       JOIN LATERAL (SELECT version_id FROM route_entry WHERE route_id = r.id ORDER BY weight DESC, version_id DESC LIMIT 1) e ON true
       UNION ALL
       SELECT p.environment, p.model_id, p.version_id FROM reported_model p WHERE NOT EXISTS (SELECT 1 FROM route r WHERE r.model_id = p.model_id AND r.environment = p.environment)
     ) w JOIN registered_model m ON m.id = w.model_id
     JOIN baseline b ON b.version_id = w.version_id AND b.state = 'ready'
     LEFT JOIN frozen_version f ON f.version_id = w.version_id
     LEFT JOIN model_version_tag t ON t.version_id = w.version_id AND t.key = 'signalbox.drift_window_seconds'
     LEFT JOIN model_state s ON s.model_id = w.model_id AND s.environment = w.environment AND s.version_id = w.version_id
     WHERE s.as_of IS NULL OR s.as_of < $1
     ORDER BY s.as_of NULLS FIRST, w.version_id LIMIT $2`,
    [at, limit],
  );
}

/** Makes this transaction the only one that judges the model there; false when another is at it or has judged `at` already. */
export async function lockJudgement(tx: Tx, due: DueVersion, at: Date): Promise<boolean> {
  const lock = await tx.$queryRaw<{ taken: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtext('monitoring.judge'), hashtext(${`${due.modelId} ${due.environment}`})) AS taken`;
  if (lock[0]?.taken !== true) return false;
  const state = await tx.modelState.findUnique({ where: { model_id_environment: { model_id: due.modelId, environment: due.environment } }, select: { as_of: true, version_id: true } });
  return state === null || state.version_id !== due.versionId || state.as_of < at;
}

export type JudgedColumn = {
  column: string; role: "input" | "output"; lamp: string; psi: number | null; js: number | null; psiVerdict: number | null; psiLower: number | null; verdict: Verdict | null; rows: number;
};

/** Replaces a version's column states by these. */
export async function saveColumnStates(tx: Tx, of: { versionId: number; environment: string; asOf: Date }, columns: readonly JudgedColumn[]): Promise<void> {
  await tx.columnState.deleteMany({ where: { version_id: of.versionId, environment: of.environment } });
  await tx.columnState.createMany({
    data: columns.map((column) => ({
      version_id: of.versionId, environment: of.environment, as_of: of.asOf, column: column.column, role: column.role, lamp: column.lamp, psi: column.psi, js: column.js,
      psi_verdict: column.psiVerdict, psi_lower: column.psiLower, verdict: column.verdict, rows: column.rows,
    })),
  });
}

export type ModelStateRow = { lamp: string; drifting: number; columns: number; rows: number };

/** Writes a model's lamp. @returns what it was judged before, on whatever version */
export async function saveModelState(tx: Tx, of: DueVersion & { asOf: Date }, state: ModelStateRow): Promise<{ lamp: string; drifting: number } | null> {
  const where = { model_id_environment: { model_id: of.modelId, environment: of.environment } };
  const before = await tx.modelState.findUnique({ where, select: { lamp: true, drifting: true } });
  const data = { version_id: of.versionId, as_of: of.asOf, lamp: state.lamp, drifting: state.drifting, columns: state.columns, rows: state.rows };
  await tx.modelState.upsert({ where, create: { model_id: of.modelId, environment: of.environment, ...data }, update: data, select: { model_id: true } });
  return before;
}
