import type { Db } from "../../platform/db.ts";

/** `%`, `_` and `\` of a search are themselves. */
const likeOf = (query: string | null): string | null => (query === null ? null : `%${query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);

/**
 * Distinct names after `after`, in order. Without a search it steps from name to name by the index, so that a feature of
 * a thousand versions costs one step.
 */
export async function loadNames(db: Db, ask: { query: string | null; after: string | null; limit: number }): Promise<string[]> {
  const rows = ask.query === null
    ? await db.hot<{ name: string }>(
      "features.names",
      `WITH RECURSIVE step AS (
         (SELECT name FROM version_feature WHERE $1::text IS NULL OR name > $1 ORDER BY name LIMIT 1)
         UNION ALL
         SELECT (SELECT f.name FROM version_feature f WHERE f.name > step.name ORDER BY f.name LIMIT 1) FROM step WHERE step.name IS NOT NULL
       ) SELECT name FROM step WHERE name IS NOT NULL LIMIT $2`,
      [ask.after, ask.limit],
    )
    : await db.hot<{ name: string }>(
      "features.names.search",
      `SELECT DISTINCT name FROM version_feature WHERE name ILIKE $3 AND ($1::text IS NULL OR name > $1) ORDER BY name LIMIT $2`,
      [ask.after, ask.limit, likeOf(ask.query)],
    );
  return rows.map((row) => row.name);
}

export type FeatureRow = { name: string; types: string[]; models: string[]; versionCount: number };

/** Who names each feature: types as written, models in order of name, how many versions. */
export async function loadFeatures(db: Db, names: readonly string[]): Promise<FeatureRow[]> {
  return db.hot<FeatureRow>(
    "features.rows",
    `SELECT f.name, array_agg(DISTINCT f.type ORDER BY f.type) AS types, array_agg(DISTINCT m.name ORDER BY m.name) AS models, count(*) AS "versionCount"
     FROM version_feature f JOIN model_version v ON v.id = f.version_id JOIN registered_model m ON m.id = v.model_id
     WHERE f.name = ANY($1) GROUP BY f.name ORDER BY f.name`,
    [names],
  );
}

export type ServedReader = { name: string; versionId: number; model: string; version: string; environment: string; lamp: string | null; psi: number | null; js: number | null; rows: number | null };

/** Each routed version that reads one of the names, by environment, with the column's state there; production first. */
export async function loadServedReaders(db: Db, names: readonly string[]): Promise<ServedReader[]> {
  return db.hot<ServedReader>(
    "features.served",
    `SELECT f.name, v.id AS "versionId", m.name AS model, v.version::text AS version, r.environment, s.lamp, s.psi, s.js, s.rows
     FROM version_feature f
     JOIN route_entry e ON e.version_id = f.version_id JOIN route r ON r.id = e.route_id JOIN environment n ON n.name = r.environment
     JOIN model_version v ON v.id = f.version_id JOIN registered_model m ON m.id = v.model_id
     LEFT JOIN column_state s ON s.version_id = f.version_id AND s.environment = r.environment AND s."column" = f.name AND s.role = 'input'
     WHERE f.name = ANY($1) ORDER BY n.position DESC, m.name, v.version DESC`,
    [names],
  );
}

export type ReaderRow = { versionId: number; model: string; version: string };

/** Versions that read the feature: the routed ones first, then by model and newest version. */
export async function loadReaders(db: Db, ask: { name: string; limit: number }): Promise<ReaderRow[]> {
  return db.hot<ReaderRow>(
    "features.readers",
    `SELECT v.id AS "versionId", m.name AS model, v.version::text AS version
     FROM version_feature f JOIN model_version v ON v.id = f.version_id JOIN registered_model m ON m.id = v.model_id
     WHERE f.name = $1 ORDER BY EXISTS (SELECT FROM route_entry e WHERE e.version_id = v.id) DESC, m.name, v.version DESC LIMIT $2`,
    [ask.name, ask.limit],
  );
}
