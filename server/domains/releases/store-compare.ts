import type { Db } from "../../platform/db.ts";

export type ComparedRow = {
  versionId: number; model: string; version: number;
  /** What its run read. */
  datasets: { id: number; name: string; digest: string; context: string | null }[];
};

/** Ids of the named versions with the data sets of their runs; a name that names nothing gives no row. */
export async function comparedRows(db: Db, refs: readonly { model: string; version: number }[]): Promise<ComparedRow[]> {
  return db.hot<ComparedRow>(
    "releases.compared",
    `SELECT v.id AS "versionId", m.name AS model, v.version,
       COALESCE((SELECT json_agg(json_build_object('id', d.id, 'name', d.name, 'digest', d.digest,
           'context', (SELECT tag ->> 'value' FROM jsonb_array_elements(i.tags) tag WHERE tag ->> 'key' = 'mlflow.data.context' LIMIT 1)) ORDER BY d.name, d.id)
         FROM run_input i JOIN dataset d ON d.id = i.dataset_id WHERE i.run_id = v.run_id AND v.run_id <> ''), '[]'::json) AS datasets
     FROM unnest($1::text[], $2::int[]) AS asked(model, version)
     JOIN registered_model m ON m.name = asked.model JOIN model_version v ON v.model_id = m.id AND v.version = asked.version`,
    [refs.map((ref) => ref.model), refs.map((ref) => ref.version)],
  );
}
