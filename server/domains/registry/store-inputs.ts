import type { Db, Sql, Tx } from "../../platform/db.ts";
import type { Dataset, DatasetInput, DatasetSummary } from "./records.ts";
import { inTx, outside } from "./store-sql.ts";

/** What a run read, as members of its JSON: data sets with the tags of the reading, and logged models. `r` is the run. */
export const inputsJson = `'datasets', COALESCE((SELECT json_agg(json_build_object('tags', i.tags, 'dataset', json_build_object('name', d.name, 'digest', d.digest, 'sourceType', d.source_type, 'source', d.source, 'schema', d.schema, 'profile', d.profile)) ORDER BY d.name, d.digest)
    FROM run_input i JOIN dataset d ON d.id = i.dataset_id WHERE i.run_id = r.id), '[]'::json),
  'modelInputs', COALESCE((SELECT json_agg(i.logged_model_id ORDER BY i.logged_model_id) FROM run_model_input i WHERE i.run_id = r.id), '[]'::json)`;

const contextTag = "mlflow.data.context";

/** The rows that a filter on `dataset.…` tests: key and value, for each data set of each run. */
export const datasetRows = `(SELECT i.run_id, k.key, k.value FROM run_input i JOIN dataset d ON d.id = i.dataset_id
  CROSS JOIN LATERAL (SELECT 'name', d.name UNION ALL SELECT 'digest', d.digest UNION ALL SELECT 'context', g ->> 'value' FROM jsonb_array_elements(i.tags) g WHERE g ->> 'key' = '${contextTag}') k(key, value))`;

const datasetColumns = `x(name text, digest text, source_type text, source text, schema text, profile text)`;
const datasetRow = (one: Dataset) => ({ name: one.name, digest: one.digest, source_type: one.sourceType, source: one.source, schema: one.schema, profile: one.profile });

/**
 * Ties data sets to a run. A data set is one row of its experiment by name and digest, the first that was told of; what
 * the run reads already stays as it is. Each (name, digest) once in `inputs`.
 */
export async function putRunInputs(tx: Tx, run: { id: string; experimentId: number }, inputs: readonly DatasetInput[]): Promise<void> {
  if (inputs.length === 0) return;
  await tx.$executeRawUnsafe(
    `INSERT INTO dataset (experiment_id, name, digest, source_type, source, schema, profile) SELECT $1, name, digest, source_type, source, schema, profile FROM jsonb_to_recordset($2::jsonb) AS ${datasetColumns} ORDER BY name, digest
     ON CONFLICT (experiment_id, name, digest) DO NOTHING`, run.experimentId, JSON.stringify(inputs.map((one) => datasetRow(one.dataset))));
  await tx.$executeRawUnsafe(
    `INSERT INTO run_input (run_id, dataset_id, tags) SELECT $1, d.id, x.tags FROM jsonb_to_recordset($3::jsonb) AS x(name text, digest text, tags jsonb)
     JOIN dataset d ON d.experiment_id = $2 AND d.name = x.name AND d.digest = x.digest ON CONFLICT (run_id, dataset_id) DO NOTHING`,
    run.id, run.experimentId, JSON.stringify(inputs.map((one) => ({ name: one.dataset.name, digest: one.dataset.digest, tags: one.tags }))));
}

/** Ties logged models that a run read to it. */
export async function putRunModelInputs(tx: Tx, runId: string, modelIds: readonly string[]): Promise<void> {
  await tx.runModelInput.createMany({ data: modelIds.map((id) => ({ run_id: runId, logged_model_id: id })), skipDuplicates: true });
}

/** The ids among these that no logged model has. */
export async function unknownLoggedModels(tx: Tx | Sql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  return (await inTx(tx)<{ id: string }>(`SELECT x.id FROM unnest($1::text[]) x(id) WHERE NOT EXISTS (SELECT 1 FROM logged_model l WHERE l.id = x.id)`, [ids])).map((row) => row.id);
}

/** The data sets that runs of these experiments read, once for each context. */
export async function datasetSummaries(db: Db, experimentIds: readonly number[], limit: number): Promise<DatasetSummary[]> {
  return outside(db)<DatasetSummary>(
    `SELECT DISTINCT d.experiment_id AS "experimentId", d.name, d.digest, (SELECT g ->> 'value' FROM jsonb_array_elements(i.tags) g WHERE g ->> 'key' = '${contextTag}' LIMIT 1) AS context
     FROM dataset d JOIN run_input i ON i.dataset_id = d.id WHERE d.experiment_id = ANY($1::int[]) ORDER BY 1, 2, 3, 4 LIMIT $2`, [experimentIds, limit]);
}
