import type { Db, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { ExperimentRecord, OffsetPage, Tag } from "./records.ts";
import { parseFilter, parseOrder } from "./rules/filter.ts";
import { experimentFilter } from "./rules/filter-specs.ts";
import { conditions, epochMs, type FilterTarget, inTx, offsetPage, orderBy, outside, pairs, unlessTaken, Values } from "./store-sql.ts";

const experimentJson = `json_build_object('id', e.id, 'name', e.name, 'artifactLocation', e.artifact_location, 'stage', e.lifecycle_stage,
  'createdMs', ${epochMs("e.created_at")}, 'updatedMs', ${epochMs("e.updated_at")}, 'tags', ${pairs("experiment_tag", "t.experiment_id = e.id")})`;

type Row = { record: ExperimentRecord };
export const experimentNotFound = (id: number | string) => new SignalboxError("not_found", `No Experiment with id=${id} exists`);

/** One prepared statement; deleted experiments too. @throws not_found */
export async function readExperiment(db: Db, id: number): Promise<ExperimentRecord> {
  const [row] = await db.hot<Row>("registry.experiment", `SELECT ${experimentJson} AS record FROM experiment e WHERE e.id = $1`, [id]);
  if (!row) throw experimentNotFound(id);
  return row.record;
}

/** @throws not_found */
export async function readExperimentByName(db: Db, name: string): Promise<ExperimentRecord> {
  const [row] = await db.hot<Row>("registry.experiment.name", `SELECT ${experimentJson} AS record FROM experiment e WHERE e.name = $1`, [name]);
  if (!row) throw new SignalboxError("not_found", `Could not find experiment with name '${name}'`);
  return row.record;
}

export type LockedExperiment = { id: number; name: string; artifactLocation: string; stage: "active" | "deleted" };

/** @param strength `share` keeps it from being deleted meanwhile. @throws not_found */
export async function lockExperiment(tx: Tx, id: number, strength: "row" | "share" = "row"): Promise<LockedExperiment> {
  const [row] = await inTx(tx)<LockedExperiment>(
    `SELECT id, name, artifact_location AS "artifactLocation", lifecycle_stage AS stage FROM experiment WHERE id = $1 ${strength === "share" ? "FOR SHARE" : "FOR NO KEY UPDATE"}`, [id]);
  if (!row) throw experimentNotFound(id);
  return row;
}

/** @returns the new id, or null when the name is taken (by a deleted one too); a location left out is made from the id */
export async function insertExperiment(tx: Tx, one: { name: string; location: string; tags: Tag[]; actorId: string; at: Date }): Promise<number | null> {
  const [row] = await inTx(tx)<{ id: number }>(
    `WITH next AS (SELECT nextval(pg_get_serial_sequence('experiment', 'id'))::int AS id)
     INSERT INTO experiment (id, name, artifact_location, created_by, created_at, updated_at)
     SELECT id, $1, CASE WHEN $2 = '' THEN 'mlflow-artifacts:/' || id ELSE $2 END, $3, $4::timestamptz, $4::timestamptz FROM next
     ON CONFLICT (name) DO NOTHING RETURNING id`, [one.name, one.location, one.actorId, one.at]);
  if (!row) return null;
  if (one.tags.length > 0) await tx.experimentTag.createMany({ data: one.tags.map((tag) => ({ experiment_id: row.id, ...tag })) });
  return row.id;
}

/** @returns false when the name is taken; the transaction can only be rolled back then */
export async function renameRow(tx: Tx, id: number, change: { name: string; at: Date }): Promise<boolean> {
  return unlessTaken(tx.experiment.update({ where: { id }, data: { name: change.name, updated_at: change.at }, select: { id: true } }));
}

export async function updateExperiment(tx: Tx, id: number, change: { stage?: "active" | "deleted"; at: Date }): Promise<void> {
  await tx.experiment.update({ where: { id }, data: { lifecycle_stage: change.stage, updated_at: change.at }, select: { id: true } });
}

/** Runs follow their experiment into deletion and back. */
export async function stageRunsOf(tx: Tx, experimentId: number, stage: "active" | "deleted"): Promise<void> {
  await tx.run.updateMany({ where: { experiment_id: experimentId }, data: { lifecycle_stage: stage } });
}

export async function putExperimentTag(tx: Tx, id: number, tag: Tag): Promise<void> {
  await tx.experimentTag.upsert({ where: { experiment_id_key: { experiment_id: id, key: tag.key } }, create: { experiment_id: id, ...tag }, update: { value: tag.value }, select: { key: true } });
}

/** @returns false when there was no such tag */
export async function dropExperimentTag(tx: Tx, id: number, key: string): Promise<boolean> {
  return (await tx.experimentTag.deleteMany({ where: { experiment_id: id, key } })).count > 0;
}

const target: FilterTarget = {
  attributes: { name: "e.name", experiment_id: "e.id::text", creation_time: epochMs("e.created_at"), last_update_time: epochMs("e.updated_at") },
  entities: { tag: { table: "experiment_tag", on: "t.experiment_id = e.id" } },
};

export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
/** The condition that a view type puts on a `lifecycle_stage` column. */
export const stageCondition = (column: string, view: ViewType): string =>
  view === "ALL" ? "true" : `${column} = '${view === "ACTIVE_ONLY" ? "active" : "deleted"}'`;

/** MLflow's search over experiments, newest first unless asked otherwise. */
export async function searchExperiments(db: Db, input: { filter?: string; orderBy: string[]; limit: number; offset: number; view: ViewType }): Promise<OffsetPage<ExperimentRecord>> {
  const values = new Values();
  const where = [stageCondition("e.lifecycle_stage", input.view), ...conditions(parseFilter(input.filter, experimentFilter), target, values)];
  const order = [...orderBy(parseOrder(input.orderBy, experimentFilter), { ...target, attributes: { ...target.attributes, experiment_id: "e.id" } }, values), "e.created_at DESC", "e.id DESC"];
  return offsetPage(outside(db), { text: `SELECT ${experimentJson} AS record FROM experiment e WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}
