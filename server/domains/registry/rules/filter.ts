import { SignalboxError } from "../../../shared/errors.ts";

/**
 * MLflow's filter language, shared by all its searches: `clause (AND clause)*`, no OR, no parentheses but those of IN.
 * What may be compared with what differs by list: see filter-specs.ts.
 */
export const operators = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL"] as const;
export type Operator = (typeof operators)[number];
export type EntityKind = "attribute" | "tag" | "param" | "metric" | "dataset";
export type Comparison = { entity: EntityKind; key: string; operator: Operator; value: string | number | string[] | null };
/** `never`: a filter that MLflow answers with nothing (two clauses without AND). */
export type Filter = { comparisons: Comparison[]; never: boolean };

export type FilterSpec = {
  /** What may stand before the dot, in MLflow's order for its refusal. */
  prefixes: Record<string, EntityKind>;
  /** `whole`: a number without a fraction, which may stand in quotes. */
  attributes: Record<string, { kind: "text" | "number" | "whole"; operators: readonly Operator[] }>;
  /** Operators by kind; an entity that is absent here cannot be asked for. */
  entities: Partial<Record<Exclude<EntityKind, "attribute">, readonly Operator[]>>;
  order: readonly string[];
  /** Metrics, parameters and tags may be ordered by. */
  orderByEntities: boolean;
  /** Other names of attributes, in filters and orders. */
  aliases?: Record<string, string>;
  /** A text may stand without quotes, and a list of them may be empty. */
  bareText?: true;
  /** Orders name attributes bare: no prefix, no quotes. */
  bareOrder?: true;
  /** A column may be ordered by twice. */
  repeatedOrder?: true;
};

const invalid = (detail: string) => new SignalboxError("invalid_input", detail);
const setOf = (names: readonly string[]) => `{${names.map((name) => `'${name}'`).join(", ")}}`;

/** What a table says of a name; nothing of the names that every object has. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

const datasetKeys = ["name", "digest", "context"];

type Token = { kind: "word" | "text" | "operator" | "punctuation"; raw: string };

/** No list takes more: each comparison of a tag is one more table for PostgreSQL's planner, whose time grows with their square. */
export const mostComparisons = 50;
/** A longer filter is refused before it is taken apart. */
const longestFilter = 2_000_000;

/** The last is the next: an array gives up its end at no cost, its beginning at the cost of all the rest. */
function tokens(filter: string): Token[] {
  if (filter.length > longestFilter) throw invalid(`A filter has at most ${longestFilter} characters; this one has ${filter.length}.`);
  const pattern = /\s+|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<operator>!=|<>|>=|<=|==|=|>|<)|(?<punctuation>[(),])|(?<word>(?:[^\s'"`=!<>(),]|`[^`]*`|(?<=\.)"[^"]*"|(?<=\.)'[^']*')+)|(?<bad>[^])/gy;
  const found: Token[] = [];
  for (const match of filter.matchAll(pattern)) {
    const groups = match.groups ?? {};
    if (groups["bad"] !== undefined) throw invalid(`Invalid clause(s) in filter string: ${filter.slice(match.index)}`);
    for (const kind of ["text", "operator", "punctuation", "word"] as const) {
      const raw = groups[kind];
      if (raw !== undefined) found.push({ kind, raw });
    }
  }
  return found.reverse();
}

const unquoted = (raw: string) => raw.slice(1, -1).replaceAll(raw[0] === "'" ? "''" : '""', raw[0] ?? "");
const isWord = (token: Token | undefined, word: string) => token?.kind === "word" && token.raw.toUpperCase() === word;

function operand(raw: string, spec: FilterSpec): { entity: EntityKind; key: string } {
  const dot = raw.indexOf(".");
  const known = (given: string) => {
    const key = own(spec.aliases ?? {}, given) ?? given;
    if (!Object.hasOwn(spec.attributes, key)) throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${setOf(Object.keys(spec.attributes))}'`);
    return { entity: "attribute" as const, key };
  };
  const strip = (key: string) => (/^([`"']).*\1$/s.test(key) && key.length > 1 ? key.slice(1, -1) : key);
  if (dot < 0) return known(strip(raw));
  const prefix = raw.slice(0, dot);
  const entity = own(spec.prefixes, prefix);
  if (entity === undefined) throw invalid(`Invalid entity type '${prefix}'. Valid entity types are (${Object.keys(spec.prefixes).map((name) => `'${name}'`).join(", ")})`);
  const key = strip(raw.slice(dot + 1));
  if (entity === "dataset" && !datasetKeys.includes(key)) throw invalid(`Invalid dataset key '${key}' specified. Valid keys are '${setOf(datasetKeys)}'`);
  return entity === "attribute" ? known(key) : { entity, key };
}

function takeOperator(left: Token[]): Operator {
  const first = left.pop();
  if (first?.kind === "operator") {
    const known = operators.find((name) => name === first.raw);
    if (known === undefined) throw invalid(`Invalid comparator for attribute: ${first.raw}`);
    return known;
  }
  const word = first?.raw.toUpperCase() ?? "";
  if (first?.kind === "word" && (word === "LIKE" || word === "ILIKE" || word === "IN")) return word;
  if (word === "NOT" && isWord(left.at(-1), "IN")) {
    left.pop();
    return "NOT IN";
  }
  if (word === "IS") {
    const not = isWord(left.at(-1), "NOT");
    if (not) left.pop();
    if (isWord(left.at(-1), "NULL")) {
      left.pop();
      return not ? "IS NOT NULL" : "IS NULL";
    }
  }
  throw invalid(`Invalid clause(s) in filter string: ${first?.raw ?? "the end"}, where a comparison was expected`);
}

function takeList(left: Token[], spec: FilterSpec): string[] {
  if (left.pop()?.raw !== "(") throw invalid("While parsing a list in the query, expected a list of string values in parentheses");
  const values: string[] = [];
  for (;;) {
    const token = left.pop();
    if (token === undefined) throw invalid("While parsing a list in the query, expected a closing parenthesis");
    if (token.raw === ")" && token.kind === "punctuation") break;
    if (token.raw === "," && token.kind === "punctuation") continue;
    if (token.kind !== "text") throw invalid(`While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${token.raw}`);
    values.push(unquoted(token.raw));
  }
  if (values.length === 0 && !spec.bareText) throw invalid("While parsing a list in the query, expected a non-empty list of string values, but got empty list");
  return values;
}

function takeValue(left: Token[], target: { entity: EntityKind; key: string; number: boolean; whole: boolean; operator: Operator; spec: FilterSpec }): Comparison["value"] {
  if (target.operator === "IS NULL" || target.operator === "IS NOT NULL") return null;
  if (target.operator === "IN" || target.operator === "NOT IN") return takeList(left, target.spec);
  const token = left.pop();
  if (token === undefined || token.kind === "operator" || token.kind === "punctuation") throw invalid(`Invalid clause(s) in filter string: ${target.key} ${target.operator} ${token?.raw ?? ""}`.trimEnd());
  if (target.number) {
    const written = token.kind === "text" && target.whole ? unquoted(token.raw) : token.raw;
    const number = (token.kind === "word" || target.whole) && written.trim() !== "" ? Number(written) : Number.NaN;
    if (Number.isNaN(number) || (target.whole && !Number.isInteger(number))) {
      const shown = token.kind === "text" ? unquoted(token.raw) : token.raw;
      throw invalid(target.entity === "metric" ? `Expected numeric value type for metric. Found '${shown}'` : `Invalid value for numeric attribute '${target.key}': '${shown}'`);
    }
    return number;
  }
  if (token.kind === "text") return unquoted(token.raw);
  if (target.spec.bareText) return token.raw;
  if (target.entity === "attribute") throw invalid(`Parameter value is either not quoted or unidentified quote types used for string value ${token.raw}. Use either single or double quotes.`);
  const what = target.entity === "param" ? "parameter" : target.entity;
  throw invalid(`Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${token.raw}`);
}

/** @throws invalid_input in MLflow's words for whatever the list does not take */
export function parseFilter(filter: string | undefined, spec: FilterSpec): Filter {
  if (filter !== undefined && filter !== "" && filter.trim() === "") throw invalid(`Invalid filter '${filter}'. Could not be parsed.`);
  const left = tokens(filter ?? "");
  const comparisons: Comparison[] = [];
  let never = false;
  let joined = true;
  while (left.length > 0) {
    const first = left.pop();
    if (first === undefined) break;
    if (isWord(first, "AND")) {
      joined = true;
      continue;
    }
    if (first.kind !== "word" || isWord(first, "OR") || isWord(first, "NOT")) throw invalid(`Invalid clause(s) in filter string: ${first.raw}`);
    const target = operand(first.raw, spec);
    const operator = takeOperator(left);
    const attribute = target.entity === "attribute" ? spec.attributes[target.key] : undefined;
    const allowed = target.entity === "attribute" ? attribute?.operators : spec.entities[target.entity];
    if (!allowed?.includes(operator)) {
      throw invalid(`Invalid comparator for ${target.entity}${attribute && attribute.kind !== "text" ? ` ${target.key}` : ""}: ${operator}`);
    }
    const number = target.entity === "metric" || attribute?.kind === "number" || attribute?.kind === "whole";
    if (!joined) never = true;
    if (comparisons.length === mostComparisons) throw invalid(`A filter has at most ${mostComparisons} comparisons.`);
    comparisons.push({ ...target, operator, value: takeValue(left, { ...target, number, whole: attribute?.kind === "whole", operator, spec }) });
    joined = false;
  }
  return { comparisons, never };
}

export type Ordering = { entity: EntityKind; key: string; ascending: boolean };

/** `order_by` clauses: `key [ASC|DESC]`. @throws invalid_input for an unknown key, a bad direction, a repeated key */
export function parseOrder(clauses: readonly string[], spec: FilterSpec): Ordering[] {
  if (clauses.length > mostComparisons) throw invalid(`A list is ordered by at most ${mostComparisons} keys.`);
  const orderings = clauses.map((clause) => {
    const match = /^\s*((?:`[^`]*`|"[^"]*"|[^\s`"])+)(?:\s+(\S+))?\s*$/.exec(clause);
    const direction = match?.[2]?.toUpperCase() ?? "ASC";
    if (!match || (direction !== "ASC" && direction !== "DESC")) throw invalid(`Invalid ordering key in order_by clause '${clause}'.`);
    const raw = match[1] ?? "";
    const dot = spec.bareOrder ? -1 : raw.indexOf(".");
    const entity = dot < 0 ? "attribute" : own(spec.prefixes, raw.slice(0, dot));
    const bare = (dot < 0 ? raw : raw.slice(dot + 1)).replace(/^([`"])(.*)\1$/s, spec.bareOrder ? "$&" : "$2");
    const key = (entity === "attribute" && own(spec.aliases ?? {}, bare)) || bare;
    const known = entity === "attribute" ? spec.order.includes(key) : entity !== undefined && entity !== "dataset" && spec.orderByEntities;
    if (entity === undefined || !known) throw invalid(`Invalid order by key '${raw}' specified. Valid keys are ${setOf(spec.order)}`);
    return { entity, key, ascending: direction === "ASC" };
  });
  if (!spec.repeatedOrder && new Set(orderings.map((one) => `${one.entity}.${one.key}`)).size < orderings.length) throw invalid(`\`order_by\` contains duplicate fields: ${JSON.stringify(clauses)}`);
  return orderings;
}
