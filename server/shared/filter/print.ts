import type { Condition, FilterField, FilterNode, FilterValue, Vocabulary } from "./ast.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const plainKey = /^[\p{L}\p{N}_][\p{L}\p{N}_.\-/]*$/u;

function keyText(key: string): string {
  if (plainKey.test(key)) return key;
  if (!key.includes("`")) return `\`${key}\``;
  return key.includes('"') ? `'${key}'` : `"${key}"`;
}

function valueText(value: FilterValue): string {
  if (value === null) return "";
  if (Array.isArray(value)) return ` (${value.map(quoted).join(", ")})`;
  return ` ${typeof value === "number" ? String(value) : quoted(value)}`;
}

/** One condition as text. */
export function conditionText(one: Condition): string {
  if (one.field === "is" && one.operator === "=" && typeof one.value === "string") return `is:${one.value}`;
  return `${one.field}${one.key === null ? "" : `.${keyText(one.key)}`} ${one.operator}${valueText(one.value)}`;
}

const strength = { or: 1, and: 2, not: 3, condition: 4 } as const;

/** The text of a filter, with the parentheses it needs and no more. Parsing it gives the same filter. */
export function filterText(node: FilterNode | null): string {
  if (node === null) return "";
  const inside = (child: FilterNode) => (strength[child.kind] < strength[node.kind] ? `(${filterText(child)})` : filterText(child));
  switch (node.kind) {
    case "condition": return conditionText(node);
    case "not": return `NOT ${inside(node.of)}`;
    case "and": return node.of.map(inside).join(" AND ");
    case "or": return node.of.map(inside).join(" OR ");
    default: return node satisfies never;
  }
}

/** What has to hold together: each stands as a token of its own. */
export const conjuncts = (node: FilterNode | null): FilterNode[] => (node === null ? [] : node.kind === "and" ? node.of : [node]);

/** Everything that has to hold, as one filter. */
export function allOf(nodes: readonly FilterNode[]): FilterNode | null {
  const flat = nodes.flatMap((node) => conjuncts(node));
  const [first] = flat;
  return first === undefined ? null : flat.length === 1 ? first : { kind: "and", of: flat };
}

/** Every condition, wherever it stands. */
export function conditionsOf(node: FilterNode | null): Condition[] {
  if (node === null) return [];
  if (node.kind === "condition") return [node];
  return node.kind === "not" ? conditionsOf(node.of) : node.of.flatMap(conditionsOf);
}

/** The field of a condition that was parsed with this vocabulary. */
export const fieldIn = (vocabulary: Vocabulary, one: Condition): FilterField | undefined => vocabulary.fields.find((field) => field.name === one.field);
