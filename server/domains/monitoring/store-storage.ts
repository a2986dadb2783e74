import type { Db, Tx } from "../../platform/db.ts";
import { readSetting, writeSetting } from "../../platform/settings.ts";
import { defaultTerms, windowTerms, type StorageItem, type WindowTerms } from "./contract-storage.ts";
import { goneFrom, goneRecord, type Gone } from "./rules/terms.ts";

const termsKey = "monitoring.terms";
const goneKey = "monitoring.gone";

export async function readTerms(db: Db): Promise<WindowTerms> {
  const parsed = windowTerms.safeParse(await readSetting(db, termsKey));
  return parsed.success ? parsed.data : defaultTerms;
}
export const writeTerms = (tx: Tx, terms: WindowTerms): Promise<void> => writeSetting(tx, termsKey, terms);

/** From when on the windows of each width are all there. */
export const readGone = async (db: Db): Promise<Gone> => goneFrom(await readSetting(db, goneKey));
export const writeGone = (tx: Tx, gone: Gone): Promise<void> => writeSetting(tx, goneKey, goneRecord(gone));

/** Deletes up to `limit` windows of a width that begin before a moment. */
export async function deleteWindowsBefore(db: Db, of: { widthSeconds: number; before: Date; limit: number }): Promise<number> {
  const result = await db.pool.query(
    `DELETE FROM monitoring_window WHERE (version_id, environment, width_seconds, starts_at) IN
       (SELECT version_id, environment, width_seconds, starts_at FROM monitoring_window WHERE width_seconds = $1 AND starts_at < $2 ORDER BY starts_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [of.widthSeconds, of.before, of.limit],
  );
  return result.rowCount ?? 0;
}

/** Weighs the windows of the models that were not measured since `before`, those never measured first. @returns how many models */
export async function measureModels(db: Db, of: { before: Date; now: Date; limit: number }): Promise<number> {
  const result = await db.pool.query(
    `WITH due AS (
       SELECT m.id FROM registered_model m LEFT JOIN storage_tally t ON t.model_id = m.id
       WHERE t.measured_at IS NULL OR t.measured_at < $1 ORDER BY t.measured_at NULLS FIRST, m.id LIMIT $3
     ), weighed AS (
       SELECT v.model_id, w.width_seconds, pg_column_size(w.counters) + COALESCE(pg_column_size(w.sketches), 0) AS bytes FROM due JOIN model_version v ON v.model_id = due.id JOIN monitoring_window w ON w.version_id = v.id
       UNION ALL SELECT v.model_id, w.width_seconds, pg_column_size(w.counts) FROM due JOIN model_version v ON v.model_id = due.id JOIN segment_window w ON w.version_id = v.id
       UNION ALL SELECT v.model_id, w.width_seconds, pg_column_size(w.counters) FROM due JOIN model_version v ON v.model_id = due.id JOIN segment_labels w ON w.version_id = v.id
     ), widths AS (
       SELECT model_id, width_seconds, count(*) AS rows, sum(bytes) AS bytes FROM weighed GROUP BY 1, 2
     )
     INSERT INTO storage_tally (model_id, rows, bytes, widths, measured_at)
     SELECT due.id, COALESCE(sum(w.rows), 0), COALESCE(sum(w.bytes), 0),
       COALESCE(jsonb_agg(jsonb_build_object('widthSeconds', w.width_seconds, 'rows', w.rows, 'bytes', w.bytes) ORDER BY w.width_seconds) FILTER (WHERE w.width_seconds IS NOT NULL), '[]'), $2
     FROM due LEFT JOIN widths w ON w.model_id = due.id GROUP BY due.id
     ON CONFLICT (model_id) DO UPDATE SET rows = EXCLUDED.rows, bytes = EXCLUDED.bytes, widths = EXCLUDED.widths, measured_at = EXCLUDED.measured_at`,
    [of.before, of.now, of.limit],
  );
  return result.rowCount ?? 0;
}

export type TallyRow = { modelId: number; model: string; rows: number; bytes: number; widths: StorageItem["widths"]; measuredAt: Date };
const tallyColumns = `t.model_id AS "modelId", m.name AS model, t.rows, t.bytes, t.widths, t.measured_at AS "measuredAt"`;
const matching = `($1::text IS NULL OR m.name ILIKE $1)`;

/** Measured models by name, after `after`. */
export const tallyByName = (db: Db, ask: { like: string | null; after: string | null; limit: number }): Promise<TallyRow[]> => db.hot<TallyRow>(
  `monitoring.storage.name${ask.like === null ? "" : ".like"}`,
  `SELECT ${tallyColumns} FROM registered_model m JOIN storage_tally t ON t.model_id = m.id
   WHERE ${ask.like === null ? "$1::text IS NULL" : matching} AND ($2::text IS NULL OR m.name > $2) ORDER BY m.name LIMIT $3`,
  [ask.like, ask.after, ask.limit],
);

/** Measured models, the heaviest first, after that many bytes and that id. */
export const tallyByBytes = (db: Db, ask: { like: string | null; after: { bytes: number; modelId: number } | null; limit: number }): Promise<TallyRow[]> => db.hot<TallyRow>(
  `monitoring.storage.bytes${ask.like === null ? "" : ".like"}`,
  `SELECT ${tallyColumns} FROM storage_tally t JOIN registered_model m ON m.id = t.model_id
   WHERE ${ask.like === null ? "$1::text IS NULL" : matching} AND ($2::bigint IS NULL OR (t.bytes <= $2 AND (t.bytes < $2 OR t.model_id > $3))) ORDER BY t.bytes DESC, t.model_id LIMIT $4`,
  [ask.like, ask.after?.bytes ?? null, ask.after?.modelId ?? 0, ask.limit],
);

export type StorageSums = {
  widths: { widthSeconds: number; rows: number; bytes: number }[]; measuredAt: Date | null;
  deltas: number; waiting: number; oldestWaitingAt: Date | null; deltaBytes: number; windowsBytes: number; databaseBytes: number;
};

/** What all models weigh together, and what the database says of its tables. */
export async function loadStorageSums(db: Db): Promise<StorageSums> {
  const [widths, sums] = await Promise.all([
    db.hot<{ widthSeconds: number; rows: number; bytes: number }>(
      "monitoring.storage.widths",
      `SELECT (w ->> 'widthSeconds')::int AS "widthSeconds", sum((w ->> 'rows')::bigint)::float8 AS rows, sum((w ->> 'bytes')::bigint)::float8 AS bytes
       FROM storage_tally t, jsonb_array_elements(t.widths) w WHERE t.rows > 0 GROUP BY 1 ORDER BY 1`,
      [],
    ),
    db.hot<Omit<StorageSums, "widths">>(
      "monitoring.storage.sums",
      `SELECT (SELECT min(measured_at) FROM storage_tally) AS "measuredAt", GREATEST(0, (SELECT reltuples FROM pg_class WHERE oid = 'monitoring_delta'::regclass))::float8 AS deltas,
         (SELECT count(*) FROM monitoring_delta WHERE folded_at IS NULL)::float8 AS waiting, (SELECT min(received_at) FROM monitoring_delta WHERE folded_at IS NULL) AS "oldestWaitingAt",
         pg_total_relation_size('monitoring_delta')::float8 AS "deltaBytes", (pg_total_relation_size('monitoring_window') + pg_total_relation_size('segment_window') + pg_total_relation_size('segment_labels'))::float8 AS "windowsBytes", pg_database_size(current_database())::float8 AS "databaseBytes"`,
      [],
    ),
  ]);
  const [row] = sums;
  return { widths, measuredAt: row?.measuredAt ?? null, deltas: row?.deltas ?? 0, waiting: row?.waiting ?? 0, oldestWaitingAt: row?.oldestWaitingAt ?? null, deltaBytes: row?.deltaBytes ?? 0, windowsBytes: row?.windowsBytes ?? 0, databaseBytes: row?.databaseBytes ?? 0 };
}
