import { type Db, type Sql, sqlOf } from "../../platform/db.ts";
import type { OffsetPage } from "./records.ts";
import type { Comparison, Filter, Operator, Ordering } from "./rules/filter.ts";

/** Reads either by themselves or inside a transaction, with the same SQL text. */
export type Reader = Sql;

export const inTx = sqlOf;
export const outside = (db: Db): Reader => async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => (await db.pool.query<Row>(text, [...values])).rows;

/** SQL for a timestamptz as whole epoch milliseconds. */
export const epochMs = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`;
/** ISO text of a timestamptz in UTC with milliseconds, as JavaScript writes it. */
export const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** The same of epoch milliseconds, which clients may set to anything: what no calendar holds is its nearest end. */
export const isoMs = (column: string): string => iso(`to_timestamp(CASE WHEN ${column} IS NOT NULL THEN least(greatest(${column}, 0), 253402300799999) END / 1000.0)`);
export const list = (query: string): string => `COALESCE((${query}), '[]'::json)`;
export const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, (one) => `\\${one}`)}%`;
/** A JSON array of `{key, value}` rows of a tag-like table. */
export const pairs = (table: string, where: string): string => `COALESCE((SELECT json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key) FROM ${table} t WHERE ${where}), '[]'::json)`;

/**
 * The condition that a tag's value is `value`: by as much of it as the index holds, then whole. "IS TRUE" keeps the second
 * part out of the trigram index, which finds equals too, at many times the cost.
 */
export const tagEquals = (value: string): string => `left(t.value, 256) = left(${value}, 256) AND (t.value = ${value}) IS TRUE`;

/** Collects a statement's values and hands out their placeholders. */
export class Values {
  readonly list: unknown[] = [];
  add(value: unknown, type = ""): string {
    this.list.push(value);
    return `$${this.list.length}${type === "" ? "" : `::${type}`}`;
  }
}

/** The condition that a column is one of `ids`. Of one alone an index gives the rows in order, of several it does not. */
export function among(column: string, ids: readonly number[], values: Values): string {
  return ids.length === 1 ? `${column} = ${values.add(ids[0], "int")}` : `${column} = ANY(${values.add(ids, "int[]")})`;
}

/** How a list's attributes and entities look in SQL. */
export type FilterTarget = {
  /** SQL expression of each attribute. */
  attributes: Record<string, string>;
  /** Table and its condition on the outer row, for tags, parameters and metrics; rows have `key` and `value`. */
  entities: Partial<Record<"tag" | "param" | "metric" | "dataset", { table: string; on: string }>>;
};

const escapeNone = (operator: string) => `${operator} %s ESCAPE ''`;
// MLflow's LIKE has no escape character; ILIKE ignores case.
const forms = {
  "=": "= %s", "!=": "<> %s", ">": "> %s", ">=": ">= %s", "<": "< %s", "<=": "<= %s", LIKE: escapeNone("LIKE"), ILIKE: escapeNone("ILIKE"),
  IN: "= ANY(%s)", "NOT IN": "<> ALL(%s)", "IS NULL": "IS NULL", "IS NOT NULL": "IS NOT NULL",
} as const satisfies Record<Operator, string>;

function test(expression: string, one: Comparison, values: Values): string {
  const form = forms[one.operator];
  if (one.value === null) return `${expression} ${form}`;
  const type = Array.isArray(one.value) ? "text[]" : typeof one.value === "number" ? "float8" : "text";
  return `${expression} ${form.replace("%s", () => values.add(one.value, type))}`;
}

/** The WHERE conditions of a filter. A `!=` on a tag, parameter or metric only passes rows that have it. */
export function conditions(filter: Filter, target: FilterTarget, values: Values): string[] {
  const parts = filter.comparisons.map((one) => {
    if (one.entity === "attribute") return test(target.attributes[one.key] ?? "NULL", one, values);
    const entity = target.entities[one.entity];
    if (entity === undefined) return "false";
    const same = `SELECT 1 FROM ${entity.table} t WHERE ${entity.on} AND t.key = ${values.add(one.key, "text")}`;
    if (one.operator === "IS NULL") return `NOT EXISTS (${same})`;
    if (one.operator === "IS NOT NULL") return `EXISTS (${same})`;
    if (one.entity !== "metric" && one.operator === "=") return `EXISTS (${same} AND ${tagEquals(values.add(one.value, "text"))})`;
    // PostgreSQL puts NaN above every number; no comparison holds for it but that it differs.
    const number = one.entity === "metric" && one.operator !== "!=" ? " AND t.value < 'NaN'" : "";
    return `EXISTS (${same}${number} AND ${test("t.value", one, values)})`;
  });
  return filter.never ? [...parts, "false"] : parts;
}

/** ORDER BY expressions; rows without the value come last either way. */
export function orderBy(orderings: readonly Ordering[], target: FilterTarget, values: Values): string[] {
  return orderings.map((one) => {
    const direction = one.ascending ? "ASC" : "DESC";
    if (one.entity === "attribute") return `${target.attributes[one.key] ?? "1"} ${direction} NULLS LAST`;
    const entity = target.entities[one.entity];
    if (entity === undefined) return "1";
    const value = `(SELECT t.value FROM ${entity.table} t WHERE ${entity.on} AND t.key = ${values.add(one.key, "text")} LIMIT 1)`;
    // NaN comes after every number and before what is missing, going up and going down.
    return one.entity === "metric" ? `(CASE ${value} WHEN 'NaN' THEN 1 ELSE 0 END), ${value} ${direction} NULLS LAST` : `${value} ${direction} NULLS LAST`;
  });
}

/** Runs a statement for one page and one row more, which tells whether there is another. */
export async function offsetPage<Item>(read: Reader, page: { text: string; values: Values; limit: number; offset: number }): Promise<OffsetPage<Item>> {
  const rows = await read<{ record: Item }>(`${page.text} LIMIT ${page.values.add(page.limit + 1)} OFFSET ${page.values.add(page.offset)}`, page.values.list);
  const items = rows.slice(0, page.limit).map((row) => row.record);
  return { items, nextOffset: rows.length > page.limit ? page.offset + page.limit : null };
}

/** @returns false when a unique name is taken already; the transaction can only be rolled back then */
export async function unlessTaken(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    // Prisma's codes of a failed unique constraint: of its own statements, and of raw ones with PostgreSQL's code in the text
    if (error instanceof Error && "code" in error && (error.code === "P2002" || (error.code === "P2010" && error.message.includes("23505")))) return false;
    throw error;
  }
}
