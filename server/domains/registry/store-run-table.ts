import type { Db } from "../../platform/db.ts";
import type { FilterNode } from "../../shared/filter/index.ts";
import type { experimentSorts, ExperimentView, RunItem } from "./contract-runs.ts";
import { runCountLimit } from "./contract-runs.ts";
import type { RunPlace, RunSort } from "./rules/run-sorts.ts";
import { searchConditions } from "./store-filter.ts";
import { iso, isoMs, likeText, list, outside, pairs, Values } from "./store-sql.ts";

const experimentView = `json_build_object('id', e.id::text, 'name', e.name, 'description', (SELECT t.value FROM experiment_tag t WHERE t.experiment_id = e.id AND t.key = 'mlflow.note.content'),
  'owner', e.created_by, 'deleted', e.lifecycle_stage = 'deleted', 'runs', (SELECT count(*) FROM (SELECT 1 FROM run r WHERE r.experiment_id = e.id AND r.lifecycle_stage = 'active' LIMIT ${runCountLimit}) counted),
  'lastRunAt', ${isoMs("l.start_time_ms")}, 'createdAt', ${iso("e.created_at")}, 'tags', ${pairs("experiment_tag", "t.experiment_id = e.id")})`;
const lastRun = `LEFT JOIN LATERAL (SELECT r.start_time_ms FROM run r WHERE r.experiment_id = e.id AND r.lifecycle_stage = 'active' ORDER BY r.start_time_ms DESC LIMIT 1) l ON true`;

/** One that never ran comes after all others, newest first. */
const experimentOrder = {
  lastRun: { key: "COALESCE(l.start_time_ms, -1)", type: "bigint" }, name: { key: "e.name", type: "text" }, created: { key: "e.created_at", type: "timestamptz" },
} as const;
export type ExperimentRow = { view: ExperimentView; key: string; id: number };

/** Experiments by sort key and id, `limit` + 1 of them. */
export async function listExperimentRows(db: Db, input: { query?: string; deleted: boolean; sort: (typeof experimentSorts)[number]; limit: number; after?: { key: string; id: number } }): Promise<ExperimentRow[]> {
  const values = new Values();
  const order = experimentOrder[input.sort.replace("-", "") as keyof typeof experimentOrder];
  const descending = input.sort.startsWith("-");
  const where = [`e.lifecycle_stage = '${input.deleted ? "deleted" : "active"}'`];
  if (input.query) {
    const like = values.add(likeText(input.query), "text");
    where.push(`(e.name ILIKE ${like} OR EXISTS (SELECT 1 FROM experiment_tag t WHERE t.experiment_id = e.id AND t.value ILIKE ${like}))`);
  }
  if (input.after) where.push(`(${order.key}, e.id) ${descending ? "<" : ">"} (${values.add(input.after.key, order.type)}, ${values.add(input.after.id, "int")})`);
  const direction = descending ? "DESC" : "ASC";
  const text = `SELECT ${experimentView} AS view, ${order.type === "timestamptz" ? iso(order.key) : `(${order.key})::text`} AS key, e.id
    FROM (SELECT e.*, ${order.key} AS sort_key FROM experiment e ${order.type === "bigint" ? lastRun : ""} WHERE ${where.join(" AND ")} ORDER BY ${order.key} ${direction}, e.id ${direction} LIMIT ${values.add(input.limit + 1)}) e ${lastRun}
    ORDER BY e.sort_key ${direction}, e.id ${direction}`;
  return outside(db)<ExperimentRow>(text, values.list);
}

/** Undefined for an unknown one; deleted ones too. */
export async function experimentViewOf(db: Db, id: number): Promise<ExperimentView | undefined> {
  return (await db.hot<{ view: ExperimentView }>("registry.experiment.view", `SELECT ${experimentView} AS view FROM experiment e ${lastRun} WHERE e.id = $1`, [id]))[0]?.view;
}

type Source = { from: string; keys: string[]; types: string[]; has: string };

/** Where a sort's values stand; `has` says which runs have one. Text and number of a parameter: numbers by size come first. */
function sourceOf(sort: RunSort, values: Values): Source {
  const plain = (key: string, type: string, has = "true"): Source => ({ from: "run r", keys: [key], types: [type], has });
  switch (sort.by) {
    case "start": return plain("r.start_time_ms", "bigint");
    case "name": return plain(`lower(left(r.name, 200)) COLLATE "C"`, "text");
    case "duration": return plain("(r.end_time_ms - r.start_time_ms)", "bigint", "r.end_time_ms - r.start_time_ms IS NOT NULL");
    case "metric": return { from: "run_latest_metric x JOIN run r ON r.id = x.run_id", keys: ["x.value"], types: ["float8"], has: `x.key = ${values.add(sort.key, "text")} AND x.value < 'NaN'` };
    case "param": return {
      from: "run_param x JOIN run r ON r.id = x.run_id", keys: ["COALESCE(text_number(x.value), 'Infinity'::float8)", `left(x.value, 200) COLLATE "C"`], types: ["float8", "text"],
      has: `x.key = ${values.add(sort.key, "text")}`,
    };
    default: return sort satisfies never;
  }
}

/** Runs that a sort says nothing of: without the metric or parameter, or not a number, or not ended. */
function without(sort: RunSort, values: Values): string | null {
  switch (sort.by) {
    case "start": case "name": return null;
    case "duration": return "r.end_time_ms IS NULL";
    case "metric": return `NOT EXISTS (SELECT 1 FROM run_latest_metric x WHERE x.run_id = r.id AND x.key = ${values.add(sort.key, "text")} AND x.value < 'NaN')`;
    case "param": return `NOT EXISTS (SELECT 1 FROM run_param x WHERE x.run_id = r.id AND x.key = ${values.add(sort.key, "text")})`;
    default: return sort satisfies never;
  }
}

export type RunsAsked = { experimentId: number; search: FilterNode | null; nowMs: number; status?: string; deleted: boolean; sort: RunSort; limit: number };

/** The runs that the list asks for, but for their order. */
function runConditions(asked: Omit<RunsAsked, "sort" | "limit">, values: Values): string[] {
  const where = [`r.experiment_id = ${values.add(asked.experimentId, "int")}`, `r.lifecycle_stage = '${asked.deleted ? "deleted" : "active"}'`];
  if (asked.status) where.push(`r.status = ${values.add(asked.status, "text")}`);
  return [...where, ...searchConditions(asked.search, "runs", { values, nowMs: asked.nowMs })];
}

/** Up to `limit` places in the sort's order after `after`: first runs with a value, then those without, the newest first. */
export async function runPlaces(db: Db, asked: RunsAsked, after: RunPlace | null): Promise<RunPlace[]> {
  const found: RunPlace[] = [];
  if (after === null || after.has) found.push(...await placesWith(db, asked, after));
  if (found.length < asked.limit) found.push(...await placesWithout(db, { ...asked, limit: asked.limit - found.length }, after?.has === false ? after : null));
  return found;
}

type PlaceRow = { id: string } & Record<string, string>;

async function placesWith(db: Db, asked: RunsAsked, after: RunPlace | null): Promise<RunPlace[]> {
  const values = new Values();
  const source = sourceOf(asked.sort, values);
  const direction = asked.sort.descending ? "DESC" : "ASC";
  const where = [source.has, ...runConditions(asked, values)];
  const id = source.from === "run r" ? "r.id" : "x.run_id";
  if (after) {
    const bounds = [...source.types.map((type, index) => values.add(after.keys[index] ?? "", type)), values.add(after.id, "text")];
    where.push(`(${source.keys.join(", ")}, ${id}) ${asked.sort.descending ? "<" : ">"} (${bounds.join(", ")})`);
  }
  const order = [...source.keys, id].map((key) => `${key} ${direction}`).join(", ");
  const rows = await outside(db)<PlaceRow>(`SELECT r.id, ${source.keys.map((key, index) => `(${key})::text AS k${index}`).join(", ")} FROM ${source.from} WHERE ${where.join(" AND ")} ORDER BY ${order} LIMIT ${values.add(asked.limit)}`, values.list);
  return rows.map((row) => ({ has: true, keys: source.keys.map((_key, index) => row[`k${index}`] ?? ""), id: row.id }));
}

async function placesWithout(db: Db, asked: RunsAsked, after: RunPlace | null): Promise<RunPlace[]> {
  const values = new Values();
  const lacks = without(asked.sort, values);
  if (lacks === null) return [];
  const where = [...runConditions(asked, values), lacks];
  if (after) where.push(`(r.start_time_ms, r.id) < (${values.add(after.keys[0], "bigint")}, ${values.add(after.id, "text")})`);
  const rows = await outside(db)<PlaceRow>(`SELECT r.id, r.start_time_ms::text AS k0 FROM run r WHERE ${where.join(" AND ")} ORDER BY r.start_time_ms DESC, r.id DESC LIMIT ${values.add(asked.limit)}`, values.list);
  return rows.map((row) => ({ has: false, keys: [row["k0"] ?? ""], id: row.id }));
}

/** The rows of a page, in the order of `ids`, with these metrics and parameters. */
export async function runItems(db: Db, ids: readonly string[], columns: { metrics: string[]; params: string[] }): Promise<RunItem[]> {
  if (ids.length === 0) return [];
  const rows = await db.hot<{ item: RunItem }>("registry.runs.items", `SELECT json_build_object('runId', r.id, 'name', r.name, 'status', r.status, 'user', COALESCE(NULLIF(r.user_id, ''), p.name, r.actor_id),
      'startedAt', ${isoMs("r.start_time_ms")}, 'endedAt', ${isoMs("r.end_time_ms")},
      'versions', ${list("SELECT json_agg(json_build_object('model', m.name, 'version', v.version::text) ORDER BY v.id) FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.run_id = r.id AND v.run_id <> ''")},
      'cells', COALESCE((SELECT json_object_agg(c.key, c.value) FROM (SELECT 'metrics.' || x.key AS key, to_json(x.value) AS value FROM run_latest_metric x WHERE x.run_id = r.id AND x.key = ANY($2::text[])
         UNION ALL SELECT 'params.' || x.key, to_json(left(x.value, 500)) FROM run_param x WHERE x.run_id = r.id AND x.key = ANY($3::text[])) c), '{}'::json)) AS item
    FROM unnest($1::text[]) WITH ORDINALITY AS asked(id, place) JOIN run r ON r.id = asked.id LEFT JOIN "user" p ON p.id = r.actor_id ORDER BY asked.place`, [ids, columns.metrics, columns.params]);
  return rows.map((row) => row.item);
}

export type KeyCount = { key: string; runs: number; values: number };

/** What the newest runs logged: how many have each key, and how many different values it has among them. */
export async function runKeys(db: Db, input: { experimentId: number; newest: number }): Promise<{ runs: number; metrics: KeyCount[]; params: KeyCount[] }> {
  const keys = (table: string, value: string) => list(`SELECT json_agg(json_build_object('key', k.key, 'runs', k.runs, 'values', k.variety) ORDER BY k.runs DESC, k.key)
    FROM (SELECT x.key, count(*) AS runs, count(DISTINCT ${value}) AS variety FROM newest n CROSS JOIN LATERAL (SELECT t.key, t.value FROM ${table} t WHERE t.run_id = n.id OFFSET 0) x GROUP BY x.key) k`);
  const [row] = await db.hot<{ found: { runs: number; metrics: KeyCount[]; params: KeyCount[] } }>("registry.runs.keys",
    `WITH newest AS MATERIALIZED (SELECT r.id FROM run r WHERE r.experiment_id = $1 AND r.lifecycle_stage = 'active' ORDER BY r.start_time_ms DESC, r.id DESC LIMIT $2)
     SELECT json_build_object('runs', (SELECT count(*) FROM newest), 'metrics', ${keys("run_latest_metric", "x.value")}, 'params', ${keys("run_param", "left(x.value, 200)")}) AS found`, [input.experimentId, input.newest]);
  return row?.found ?? { runs: 0, metrics: [], params: [] };
}
