import { type Condition, type FilterNode, type ModelField, type RunField, timeMs, type VersionField } from "../../shared/filter/index.ts";
import { tagEquals, type Values } from "./store-sql.ts";

/**
 * The search language as SQL: one condition of the outer row (`m` a model, `v` a version beside its `m`, `r` a run). What was
 * typed only ever becomes a value of the statement.
 */
type Write = { values: Values; nowMs: number };
type Columns<Name extends string> = Record<Name, (one: Condition, write: Write) => string>;

const forms = {
  "=": "= %s", "!=": "<> %s", ">": "> %s", ">=": ">= %s", "<": "< %s", "<=": "<= %s", LIKE: "LIKE %s ESCAPE ''", ILIKE: "ILIKE %s ESCAPE ''", IN: "= ANY(%s)", "IS NULL": "IS NULL", "IS NOT NULL": "IS NOT NULL",
} as const satisfies Record<Condition["operator"], string>;

function compared(expression: string, one: Condition, values: Values): string {
  if (one.value === null) return `${expression} ${forms[one.operator]}`;
  const type = Array.isArray(one.value) ? "text[]" : typeof one.value === "number" ? "float8" : "text";
  return `${expression} ${forms[one.operator].replace("%s", () => values.add(one.value, type))}`;
}

const column = (expression: string) => (one: Condition, { values }: Write): string => compared(expression, one, values);

/** A text that is "" when it was never said. */
const blankable = (expression: string) => column(`NULLIF(${expression}, '')`);

const time = (expression: string) => (one: Condition, { values, nowMs }: Write): string => {
  const ms = typeof one.value === "string" ? timeMs(one.value, nowMs) : null;
  if (ms === null) return one.value === null ? `${expression} ${forms[one.operator]}` : "false";
  return `${expression} ${forms[one.operator].replace("%s", () => values.add(new Date(ms).toISOString(), "timestamptz"))}`;
};

const epoch = (expression: string) => (one: Condition, { values, nowMs }: Write): string => {
  const ms = typeof one.value === "string" ? timeMs(one.value, nowMs) : null;
  if (ms === null) return one.value === null ? `${expression} ${forms[one.operator]}` : "false";
  return `${expression} ${forms[one.operator].replace("%s", () => values.add(ms, "bigint"))}`;
};

/** A row may have several of these: `=` asks for one that is, `!=` for none that is. `from` ends in a condition, `value` is compared. */
const some = (from: string, value: string) => (one: Condition, { values }: Write): string =>
  one.operator === "!=" ? `NOT EXISTS (${from} AND ${compared(value, { ...one, operator: "=" }, values)})` : `EXISTS (${from} AND ${compared(value, one, values)})`;

/** numeric, not float8: no text of digits is too large for it. Short texts only, so that a long value is not read as one. */
const asNumber = (text: string) => `CASE WHEN length(${text}) <= 64 AND ${text} ~ '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?\\s*$' THEN trim(${text})::numeric END`;

function pairCompared(value: string, one: Condition, values: Values): string {
  if (typeof one.value !== "number") return compared(value, one, values);
  return `${asNumber(value)} ${forms[one.operator].replace("%s", () => values.add(String(one.value), "numeric"))}`;
}

/** A tag or parameter by its key, in `table` with `on`; `!=` passes only rows that have the key, as MLflow has it. */
const pair = (table: string, on: string) => (one: Condition, { values }: Write): string => {
  const from = `SELECT 1 FROM ${table} t WHERE ${on} AND t.key = ${values.add(one.key, "text")}`;
  if (one.operator === "IS NULL") return `NOT EXISTS (${from})`;
  if (one.operator === "=" && typeof one.value === "string") return `EXISTS (${from} AND ${tagEquals(values.add(one.value, "text"))})`;
  return one.operator === "IS NOT NULL" ? `EXISTS (${from})` : `EXISTS (${from} AND ${pairCompared("t.value", one, values)})`;
};

/** SQL: what was logged of version `v` under a key: of its logged model, else of its run, as its page shows it. */
export const versionLogged = (of: "metric" | "param", key: string): string => (of === "metric"
  ? `COALESCE((SELECT l.value FROM logged_model_metric l WHERE l.logged_model_id = v.logged_model_id AND l.key = ${key} ORDER BY l.step DESC, l.timestamp_ms DESC LIMIT 1), (SELECT x.value FROM run_latest_metric x WHERE x.run_id = v.run_id AND x.key = ${key}))`
  : `COALESCE((SELECT l.value FROM logged_model_param l WHERE l.logged_model_id = v.logged_model_id AND l.key = ${key}), (SELECT x.value FROM run_param x WHERE x.run_id = v.run_id AND x.key = ${key}))`);

/** NaN is no number here, though PostgreSQL sorts it above them all. */
const versionMetric = (one: Condition, { values }: Write): string => {
  const value = versionLogged("metric", values.add(one.key, "text"));
  return one.value === null ? `${value} ${forms[one.operator]}` : compared(`NULLIF(${value}, 'NaN')`, one, values);
};
const versionParam = (one: Condition, { values }: Write): string => {
  const value = versionLogged("param", values.add(one.key, "text"));
  return one.value === null ? `${value} ${forms[one.operator]}` : `EXISTS (SELECT 1 FROM (SELECT ${value} AS value) t WHERE ${pairCompared("t.value", one, values)})`;
};

/** The same, said of a model's newest version; a model without versions has none of it. */
const newest = (inner: (one: Condition, write: Write) => string) => (one: Condition, write: Write): string => one.operator === "IS NULL" ? `NOT ${newest(inner)({ ...one, operator: "IS NOT NULL" }, write)}` :
  `EXISTS (SELECT 1 FROM (SELECT n.version, n.run_id, n.logged_model_id FROM model_version n WHERE n.model_id = m.id ORDER BY n.version DESC LIMIT 1) v WHERE ${inner(one, write)})`;

const escapedLike = (text: string) => `%${text.replace(/[\\%_]/g, (found) => `\\${found}`)}%`;

const mostWords = 8;

/** The models that have every one of the words in their name, description, owner or a tag's value, whatever the case. */
export function modelWords(text: string, values: Values): string {
  const found = text.split(/\s+/).filter((word) => word !== "").slice(0, mostWords).map((word) => `m.search_text ILIKE ${values.add(escapedLike(word), "text")}`);
  return found.length === 0 ? "true" : `(${found.join(" AND ")})`;
}

const words = (one: Condition, { values }: Write): string => {
  const texts = Array.isArray(one.value) ? one.value : [String(one.value)];
  const found = texts.map((text) => modelWords(one.operator === "LIKE" || one.operator === "ILIKE" ? text.replace(/^%+|%+$/g, "") : text, values)).join(" OR ");
  return one.operator === "!=" ? `NOT (${found})` : `(${found})`;
};

const flagOf = (known: Record<string, string>) => (one: Condition): string => {
  const asked = Array.isArray(one.value) ? one.value : [String(one.value)];
  const found = asked.map((name) => known[name] ?? "false").join(" OR ");
  return one.operator === "!=" ? `NOT (${found})` : `(${found})`;
};

/** The lamp that the list shows: of what serves in the last environment. */
const lampOf = (model: string, version: string) => `(SELECT s.lamp FROM model_state s JOIN environment env ON env.name = s.environment JOIN route r ON r.environment = s.environment AND r.model_id = s.model_id WHERE s.model_id = ${model}${version} ORDER BY env.position DESC LIMIT 1)`;

const models: Columns<ModelField> = {
  words,
  name: column("m.name"), owner: column("m.owner_team"), description: blankable("m.description"),
  tags: pair("registered_model_tag", "t.model_id = m.id"),
  environment: some("SELECT 1 FROM route t WHERE t.model_id = m.id", "t.environment"),
  drift: column(lampOf("m.id", "")),
  is: flagOf({
    serving: "EXISTS (SELECT 1 FROM route t WHERE t.model_id = m.id)", archived: "m.archived_at IS NOT NULL",
    waiting: "EXISTS (SELECT 1 FROM release t WHERE t.model_id = m.id AND t.state = 'open' AND t.kind = 'promotion')",
  }),
  alias: some("SELECT 1 FROM model_alias t WHERE t.model_id = m.id", "t.alias"),
  stage: some("SELECT 1 FROM model_version t WHERE t.model_id = m.id", "t.stage"),
  version: column("(SELECT max(t.version) FROM model_version t WHERE t.model_id = m.id)"),
  metrics: newest(versionMetric), params: newest(versionParam),
  created: time("m.created_at"), updated: time("m.updated_at"),
};

const versions: Columns<VersionField> = {
  model: column("m.name"), version: column("v.version"), description: blankable("v.description"), owner: column("m.owner_team"),
  tags: pair("model_version_tag", "t.version_id = v.id"),
  environment: some("SELECT 1 FROM route_entry e JOIN route t ON t.id = e.route_id WHERE e.version_id = v.id", "t.environment"),
  drift: column(lampOf("v.model_id", " AND s.version_id = v.id")),
  is: flagOf({
    serving: "EXISTS (SELECT 1 FROM route_entry t WHERE t.version_id = v.id)", archived: "v.archived_at IS NOT NULL",
    waiting: "EXISTS (SELECT 1 FROM release t WHERE t.model_id = v.model_id AND t.version_id = v.id AND t.state = 'open' AND t.kind = 'promotion')",
    frozen: "EXISTS (SELECT 1 FROM frozen_version t WHERE t.version_id = v.id)",
  }),
  alias: some("SELECT 1 FROM model_alias t WHERE t.version_id = v.id", "t.alias"),
  stage: column("v.stage"), status: column("v.status"), metrics: versionMetric, params: versionParam,
  run_id: column("v.run_id"), source: column("v.source"), created: time("v.created_at"), updated: time("v.updated_at"),
};

const runs: Columns<RunField> = {
  name: column("r.name"), status: column("r.status"), user: column("r.user_id"),
  metrics: (one, write) => {
    const from = `SELECT 1 FROM run_latest_metric t WHERE t.run_id = r.id AND t.key = ${write.values.add(one.key, "text")}`;
    if (one.operator === "IS NULL") return `NOT EXISTS (${from})`;
    return one.operator === "IS NOT NULL" ? `EXISTS (${from})` : `EXISTS (${from} AND t.value < 'NaN' AND ${compared("t.value", one, write.values)})`;
  },
  params: pair("run_param", "t.run_id = r.id"), tags: pair("run_tag", "t.run_id = r.id"),
  is: flagOf({ registered: "EXISTS (SELECT 1 FROM model_version t WHERE t.run_id = r.id)" }),
  started: epoch("r.start_time_ms"), ended: epoch("r.end_time_ms"), run_id: column("r.id"), artifact_uri: column("r.artifact_uri"),
};

const tables = { models, versions, runs } as const;

function sql(node: FilterNode, columns: Columns<string>, write: Write): string {
  switch (node.kind) {
    case "condition": return columns[node.field]?.(node, write) ?? "false";
    // A comparison with nothing is neither true nor false; turned round, it is true.
    case "not": return `(${sql(node.of, columns, write)}) IS NOT TRUE`;
    case "and": case "or": return `(${node.of.map((child) => sql(child, columns, write)).join(node.kind === "and" ? " AND " : " OR ")})`;
    default: return node satisfies never;
  }
}

/** The WHERE conditions of a filter, none for an empty one. */
export function searchConditions(node: FilterNode | null, of: keyof typeof tables, write: Write): string[] {
  if (node === null) return [];
  const columns: Columns<string> = tables[of];
  return node.kind === "and" ? node.of.map((child) => sql(child, columns, write)) : [sql(node, columns, write)];
}
