import { SignalboxError } from "../../../shared/errors.ts";

/**
 * MLflow's filter language, shared by all its searches: `clause (AND clause)*`, no OR, no parentheses but those of IN.
 * What may be compared with what differs by list: see filter-specs.ts.
 */
export const operators = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL"] as const;
export type Operator = (typeof operators)[number];
export type EntityKind = "attribute" | "tag" | "param" | "metric";
export type Comparison = { entity: EntityKind; key: string; operator: Operator; value: string | number | string[] | null };
/** `never`: a filter that MLflow answers with nothing (two clauses without AND). */
export type Filter = { comparisons: Comparison[]; never: boolean };

export type FilterSpec = {
  /** What may stand before the dot, in MLflow's order for its refusal. */
  prefixes: Record<string, EntityKind>;
  attributes: Record<string, { kind: "text" | "number"; operators: readonly Operator[] }>;
  /** Operators by kind; an entity that is absent here cannot be asked for. */
  entities: Partial<Record<Exclude<EntityKind, "attribute">, readonly Operator[]>>;
  order: readonly string[];
  /** Metrics, parameters and tags may be ordered by. */
  orderByEntities: boolean;
};

const invalid = (detail: string) => new SignalboxError("invalid_input", detail);
const setOf = (names: readonly string[]) => `{${names.map((name) => `'${name}'`).join(", ")}}`;

type Token = { kind: "word" | "text" | "operator" | "punctuation"; raw: string };

function tokens(filter: string): Token[] {
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
  return found;
}

const unquoted = (raw: string) => raw.slice(1, -1).replaceAll(raw[0] === "'" ? "''" : '""', raw[0] ?? "");
const isWord = (token: Token | undefined, word: string) => token?.kind === "word" && token.raw.toUpperCase() === word;

function operand(raw: string, spec: FilterSpec): { entity: EntityKind; key: string } {
  const dot = raw.indexOf(".");
  const known = (key: string) => {
    if (!(key in spec.attributes)) throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${setOf(Object.keys(spec.attributes))}'`);
    return { entity: "attribute" as const, key };
  };
  const strip = (key: string) => (/^([`"']).*\1$/s.test(key) && key.length > 1 ? key.slice(1, -1) : key);
  if (dot < 0) return known(strip(raw));
  const prefix = raw.slice(0, dot);
  const entity = spec.prefixes[prefix];
  if (entity === undefined) throw invalid(`Invalid entity type '${prefix}'. Valid entity types are (${Object.keys(spec.prefixes).map((name) => `'${name}'`).join(", ")})`);
  const key = strip(raw.slice(dot + 1));
  if (key === "") throw invalid(`Invalid clause(s) in filter string: ${raw}`);
  return entity === "attribute" ? known(key) : { entity, key };
}

function takeOperator(left: Token[]): Operator {
  const first = left.shift();
  if (first?.kind === "operator") {
    if (first.raw === "==") return "=";
    if (first.raw === "<>") return "!=";
    return operators.find((name) => name === first.raw) ?? "=";
  }
  const word = first?.raw.toUpperCase() ?? "";
  if (first?.kind === "word" && (word === "LIKE" || word === "ILIKE" || word === "IN")) return word;
  if (word === "NOT" && isWord(left[0], "IN")) {
    left.shift();
    return "NOT IN";
  }
  if (word === "IS") {
    const not = isWord(left[0], "NOT");
    if (not) left.shift();
    if (isWord(left[0], "NULL")) {
      left.shift();
      return not ? "IS NOT NULL" : "IS NULL";
    }
  }
  throw invalid(`Invalid clause(s) in filter string: ${first?.raw ?? "the end"}, where a comparison was expected`);
}

function takeList(left: Token[]): string[] {
  if (left.shift()?.raw !== "(") throw invalid("While parsing a list in the query, expected a list of string values in parentheses");
  const values: string[] = [];
  for (;;) {
    const token = left.shift();
    if (token === undefined) throw invalid("While parsing a list in the query, expected a closing parenthesis");
    if (token.raw === ")" && token.kind === "punctuation") break;
    if (token.raw === "," && token.kind === "punctuation") continue;
    if (token.kind !== "text") throw invalid(`While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${token.raw}`);
    values.push(unquoted(token.raw));
  }
  if (values.length === 0) throw invalid("While parsing a list in the query, expected a non-empty list of string values, but got empty list");
  return values;
}

function takeValue(left: Token[], target: { entity: EntityKind; key: string; number: boolean; operator: Operator }): Comparison["value"] {
  if (target.operator === "IS NULL" || target.operator === "IS NOT NULL") return null;
  if (target.operator === "IN" || target.operator === "NOT IN") return takeList(left);
  const token = left.shift();
  if (token === undefined || token.kind === "operator" || token.kind === "punctuation") throw invalid(`Invalid clause(s) in filter string: ${target.key} ${target.operator} ${token?.raw ?? ""}`.trimEnd());
  if (target.number) {
    const number = token.kind === "word" && token.raw.trim() !== "" ? Number(token.raw) : Number.NaN;
    if (Number.isNaN(number)) {
      const shown = token.kind === "text" ? unquoted(token.raw) : token.raw;
      throw invalid(target.entity === "metric" ? `Expected numeric value type for metric. Found '${shown}'` : `Invalid value for numeric attribute '${target.key}': '${shown}'`);
    }
    return number;
  }
  if (token.kind === "text") return unquoted(token.raw);
  if (target.entity === "attribute") throw invalid(`Parameter value is either not quoted or unidentified quote types used for string value ${token.raw}. Use either single or double quotes.`);
  const what = target.entity === "param" ? "parameter" : target.entity;
  throw invalid(`Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${token.raw}`);
}

/** @throws invalid_input in MLflow's words for whatever the list does not take */
export function parseFilter(filter: string | undefined, spec: FilterSpec): Filter {
  const left = tokens(filter ?? "");
  const comparisons: Comparison[] = [];
  let never = false;
  let joined = true;
  while (left.length > 0) {
    const first = left.shift();
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
      throw invalid(`Invalid comparator for ${target.entity}${attribute?.kind === "number" ? ` ${target.key}` : ""}: ${operator}`);
    }
    const number = target.entity === "metric" || attribute?.kind === "number";
    if (!joined) never = true;
    comparisons.push({ ...target, operator, value: takeValue(left, { ...target, number, operator }) });
    joined = false;
  }
  return { comparisons, never };
}

export type Ordering = { entity: EntityKind; key: string; ascending: boolean };

/** `order_by` clauses: `key [ASC|DESC]`. @throws invalid_input for an unknown key, a bad direction, a repeated key */
export function parseOrder(clauses: readonly string[], spec: FilterSpec): Ordering[] {
  const orderings = clauses.map((clause) => {
    const match = /^\s*((?:`[^`]*`|"[^"]*"|[^\s`"])+)(?:\s+(\S+))?\s*$/.exec(clause);
    const direction = match?.[2]?.toUpperCase() ?? "ASC";
    if (!match || (direction !== "ASC" && direction !== "DESC")) throw invalid(`Invalid ordering key in order_by clause '${clause}'.`);
    const raw = match[1] ?? "";
    const dot = raw.indexOf(".");
    const entity = dot < 0 ? "attribute" : spec.prefixes[raw.slice(0, dot)];
    const key = (dot < 0 ? raw : raw.slice(dot + 1)).replace(/^([`"])(.*)\1$/s, "$2");
    const known = entity === "attribute" ? spec.order.includes(key) : entity !== undefined && spec.orderByEntities;
    if (entity === undefined || !known) throw invalid(`Invalid order by key '${raw}' specified. Valid keys are ${setOf(spec.order)}`);
    return { entity, key, ascending: direction === "ASC" };
  });
  if (new Set(orderings.map((one) => `${one.entity}.${one.key}`)).size < orderings.length) throw invalid(`\`order_by\` contains duplicate fields: ${JSON.stringify(clauses)}`);
  return orderings;
}
