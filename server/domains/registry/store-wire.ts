import type { Db } from "../../platform/db.ts";
import type { FilterNode } from "../../shared/filter/index.ts";
import { offsetToken, placeToken, readPlace, type SortKey } from "./rules/page-place.ts";
import { parseFilter, parseOrder, type Ordering } from "./rules/filter.ts";
import { modelFilter, takePromptClause, versionFilter } from "./rules/filter-specs.ts";
import { searchConditions } from "./store-filter.ts";
import { modelWires } from "./store-wire-kept.ts";
import { conditions, epochMs, type FilterTarget, Values } from "./store-sql.ts";

/** JSON text as MLflow's API writes it. The rows hold it ready (triggers of migration *_scale); it is passed on as it is. */
export type Wire = string;
/** The things of one page, with commas between them, and the token of the next. */
export type WirePage = { items: Wire; nextToken: string | null };
/** `search`: what the extension field beside MLflow's filter asks for; both have to hold. */
export type SearchInput = { filter?: string; search: FilterNode | null; nowMs: number; orderBy: string[]; limit: number; token: string };

const one = async (db: Db, name: string, { text, values }: { text: string; values: unknown[] }): Promise<Wire | undefined> => (await db.quick<{ wire: Wire }>(name, text, values))[0]?.wire;

/** MLflow answers aliases with a version itself, not inside lists. */
const withAliases = `CASE WHEN EXISTS (SELECT FROM model_alias a WHERE a.version_id = v.id)
  THEN left(v.wire, -1) || ',"aliases":' || (SELECT json_agg(a.alias ORDER BY a.alias) FROM model_alias a WHERE a.version_id = v.id) || '}' ELSE v.wire END AS wire`;
const versionOf = `FROM registered_model m JOIN model_version v ON v.model_id = m.id`;

/** undefined for an unknown model, as below */
export const modelWire = (db: Db, name: string): Promise<Wire | undefined> => one(db, "registry.wire.model", { text: `SELECT wire FROM registered_model WHERE name = $1`, values: [name] });

export const versionWire = (db: Db, name: string, version: number): Promise<Wire | undefined> =>
  one(db, "registry.wire.version", { text: `SELECT ${withAliases} ${versionOf} WHERE m.name = $1 AND v.version = $2`, values: [name, version] });

export const newestWire = (db: Db, name: string): Promise<Wire | undefined> =>
  one(db, "registry.wire.newest", { text: `SELECT ${withAliases} ${versionOf} WHERE m.name = $1 ORDER BY v.version DESC LIMIT 1`, values: [name] });

/** null for an unknown alias */
export async function aliasWire(db: Db, name: string, alias: string): Promise<Wire | null | undefined> {
  const [row] = await db.quick<{ wire: Wire | null }>("registry.wire.alias",
    `SELECT x.wire FROM registered_model m LEFT JOIN LATERAL (SELECT ${withAliases} FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = m.id AND a.alias = $2) x ON true WHERE m.name = $1`, [name, alias]);
  return row && row.wire;
}

export async function versionSource(db: Db, name: string, version: number): Promise<{ source: string; artifactUri: string } | undefined> {
  const [row] = await db.quick<{ source: string; artifactUri: string }>("registry.source", `SELECT v.source, v.artifact_uri AS "artifactUri" ${versionOf} WHERE m.name = $1 AND v.version = $2`, [name, version]);
  return row;
}

const columnType = { text: "text", time: "timestamptz", number: "int" } as const;
const readKey = (key: SortKey) => (key.type === "time" ? epochMs(key.column) : key.column);

/** The condition that a row comes after the place: the first key bounds the index, the rest settle its equals. */
function behind(keys: readonly SortKey[], after: readonly (string | number)[], values: Values): string {
  const bounds = keys.map((key, index) => (key.type === "time" ? `(timestamptz 'epoch' + ${values.add(after[index], "bigint")} * interval '1 millisecond')` : values.add(after[index], columnType[key.type])));
  const chain = keys.reduceRight((rest, key, index) => {
    const beyond = `${key.column} ${key.ascending ? ">" : "<"} ${bounds[index]}`;
    return rest === "" ? beyond : `(${beyond} OR (${key.column} = ${bounds[index]} AND ${rest}))`;
  }, "");
  const [first] = keys;
  return first === undefined || keys.length === 1 ? chain : `${first.column} ${first.ascending ? ">=" : "<="} ${bounds[0]} AND ${chain}`;
}

type Search = { from: string; where: string[]; keys: SortKey[]; values: Values };
type Key = string | number;

/** `row`: what is read of each row of the page, once the page is known, from what was `carried` with it through the search. */
async function foundPage<Row extends unknown[]>(db: Db, { from, where, keys, values }: Search, { carried, row, limit, token }: { carried: string; row: readonly string[]; limit: number; token: string }) {
  const place = readPlace(token, keys);
  const after = "after" in place ? [behind(keys, place.after, values)] : [];
  const offset = "offset" in place && place.offset > 0 ? ` OFFSET ${values.add(place.offset)}` : "";
  const found = `SELECT ${[`${carried} AS carried`, ...keys.map((key, index) => `${readKey(key)} AS k${index}`)].join(", ")} FROM ${from} WHERE ${[...where, ...after].join(" AND ")}
    ORDER BY ${keys.map((key) => `${key.column} ${key.ascending ? "ASC" : "DESC"}`).join(", ")} LIMIT ${limit + 1}${offset}`;
  const rows = await db.shaped<[...Row, ...Key[]]>(`SELECT ${[...row, ...keys.map((_, index) => `k${index}`)].join(", ")} FROM (${found}) found`, values.list);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.slice(row.length) as Key[] | undefined;
  // A page of nothing says that there is more, and ends where it began.
  return { page, nextToken: rows.length > limit ? (last ? placeToken(keys, last) : offsetToken(place)) : null };
}

/** What was asked for, then what is left of the list's own order. */
function sortKeys(asked: readonly Ordering[], columns: Record<string, SortKey>, own: readonly SortKey[]): SortKey[] {
  const keys = asked.flatMap((ordering) => { const key = columns[ordering.key]; return key ? [{ ...key, ascending: ordering.ascending }] : []; });
  return [...keys, ...own].filter((key, index, all) => all.findIndex((other) => other.column === key.column) === index);
}

const ascending = (column: string, type: SortKey["type"]): SortKey => ({ column, type, ascending: true });
const descending = (column: string, type: SortKey["type"]): SortKey => ({ column, type, ascending: false });

const models: FilterTarget = { attributes: { name: "m.name" }, entities: { tag: { table: "registered_model_tag", on: "t.model_id = m.id" } } };
const modelKeys = { name: ascending("m.name", "text"), timestamp: ascending("m.updated_at", "time"), last_updated_timestamp: ascending("m.updated_at", "time") };

/** MLflow's search over models: the filter's grammar, by name unless asked otherwise. */
export async function searchModels(db: Db, input: SearchInput): Promise<WirePage> {
  const { filter, prompts } = takePromptClause(parseFilter(input.filter, modelFilter));
  const values = new Values();
  const where = [`m.is_prompt = ${prompts}`, ...conditions(filter, models, values), ...searchConditions(input.search, "models", { values, nowMs: input.nowMs })];
  const { page, nextToken } = await foundPage<[number, string]>(db, { from: "registered_model m", where, keys: sortKeys(parseOrder(input.orderBy, modelFilter), modelKeys, [modelKeys.name]), values },
    { ...input, carried: "m.id", row: ["carried", "(SELECT w.xmin::text FROM registered_model w WHERE w.id = carried)"] });
  return { items: (await modelWires(db, page.map(([id, xmin]) => ({ id, xmin })))).join(","), nextToken };
}

const versions: FilterTarget = {
  attributes: { name: "m.name", run_id: "v.run_id", source_path: "v.source", version_number: "v.version" },
  entities: { tag: { table: "model_version_tag", on: "t.version_id = v.id" } },
};
const versionKeys = {
  name: ascending("m.name", "text"), version_number: ascending("v.version", "number"),
  creation_timestamp: ascending("v.created_at", "time"), last_updated_timestamp: ascending("v.updated_at", "time"),
};

/** MLflow's search over versions: newest change first unless asked otherwise; equals by name, the newest version first. */
export async function searchVersions(db: Db, input: SearchInput): Promise<WirePage> {
  const { filter, prompts } = takePromptClause(parseFilter(input.filter, versionFilter));
  const values = new Values();
  const where = [`v.is_prompt = ${prompts}`, ...conditions(filter, versions, values), ...searchConditions(input.search, "versions", { values, nowMs: input.nowMs })];
  const asked = parseOrder(input.orderBy, versionFilter);
  // By number the version's own copy of the name follows: one index has both.
  const name = asked[0]?.key === "version_number" ? ascending("v.model_name", "text") : versionKeys.name;
  const own = [...(asked.length === 0 ? [descending("v.updated_at", "time")] : []), name, descending("v.version", "number")];
  const { page, nextToken } = await foundPage<[Wire]>(db, { from: "model_version v JOIN registered_model m ON m.id = v.model_id", where, keys: sortKeys(asked, { ...versionKeys, name }, own), values },
    { ...input, carried: "v.wire", row: ["carried"] });
  return { items: page.map(([wire]) => wire).join(","), nextToken };
}
