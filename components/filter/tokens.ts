import { allOf, type Condition, fieldIn, fieldOf, type FilterField, type FilterNode, type FilterOperator, type FilterProblem, filterText, isKeyed, parseSearch, type Vocabulary } from "#server/shared/filter/index.ts";

/** How a form puts a comparison: words for people, an operator, and what the value becomes. */
export type Comparison = { name: string; words: string; operator: FilterOperator; not?: true; like?: "contains" | "begins" };

const comparisons = [
  { name: "is", words: "is", operator: "=" },
  { name: "not", words: "is not", operator: "=", not: true },
  { name: "contains", words: "contains", operator: "ILIKE", like: "contains" },
  { name: "begins", words: "begins with", operator: "ILIKE", like: "begins" },
  { name: "any", words: "is any of", operator: "IN" },
  { name: "none", words: "is none of", operator: "IN", not: true },
  { name: "like", words: "is like", operator: "LIKE" },
  { name: "ilike", words: "is like, in any case", operator: "ILIKE" },
  { name: "other", words: "is there and is not", operator: "!=" },
  { name: "above", words: ">", operator: ">" },
  { name: "least", words: "≥", operator: ">=" },
  { name: "below", words: "<", operator: "<" },
  { name: "most", words: "≤", operator: "<=" },
  { name: "there", words: "is there", operator: "IS NOT NULL" },
  { name: "missing", words: "is missing", operator: "IS NULL" },
] as const satisfies readonly Comparison[];

const namesOf = {
  text: ["is", "not", "contains", "begins", "any", "none", "like", "ilike"], number: ["is", "above", "least", "below", "most"], time: ["least", "above", "below", "most"],
  choice: ["is", "not", "any", "none"], pair: ["is", "not", "contains", "begins", "any", "above", "least", "below", "most", "other", "there", "missing"], measure: ["above", "least", "below", "most", "is", "there", "missing"],
} as const satisfies Record<FilterField["kind"], readonly string[]>;
const timeWords: Record<string, string> = { least: "since", above: "after", below: "before", most: "until" };

/** What a form offers for a field, in the order in which it is likely. */
export function comparisonsOf(field: FilterField): Comparison[] {
  const names: readonly string[] = field.nullable ? [...namesOf[field.kind], "there", "missing"] : namesOf[field.kind];
  const offered = names.flatMap((name) => comparisons.filter((one) => one.name === name));
  return field.kind === "time" ? offered.map((one) => ({ ...one, words: timeWords[one.name] ?? one.words })) : offered;
}

/** A token as a form edits it: everything is text until it is a condition again. */
export type Draft = { field: string; key: string; comparison: string; value: string };

const isContains = (value: string) => value.length > 2 && value.startsWith("%") && value.endsWith("%") && !value.slice(1, -1).includes("%");
const isBegins = (value: string) => value.length > 1 && value.endsWith("%") && !value.slice(0, -1).includes("%");

function comparisonOf(one: Condition, field: FilterField, not: boolean): Comparison | undefined {
  const text = typeof one.value === "string" ? one.value : "";
  const like = one.operator === "ILIKE" ? (isContains(text) ? "contains" : isBegins(text) ? "begins" : undefined) : undefined;
  return comparisonsOf(field).find((known) => known.operator === one.operator && Boolean(known.not) === not && known.like === like);
}

const valueText = (value: Condition["value"]): string => (Array.isArray(value) ? value.join(", ") : value === null ? "" : String(value));

/** The form of a token, or null where only text can say it: a group, or a condition that no form offers. */
export function draftOf(node: FilterNode, vocabulary: Vocabulary): Draft | null {
  const not = node.kind === "not";
  const one = not ? node.of : node;
  if (one.kind !== "condition") return null;
  const field = fieldIn(vocabulary, one);
  const comparison = field === undefined ? undefined : comparisonOf(one, field, not);
  if (comparison === undefined || (Array.isArray(one.value) && one.value.some((value) => value.includes(",")))) return null;
  const value = valueText(one.value);
  return { field: one.field, key: one.key ?? "", comparison: comparison.name, value: comparison.like === "contains" ? value.slice(1, -1) : comparison.like === "begins" ? value.slice(0, -1) : value };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function valueOf(draft: Draft, field: FilterField, comparison: Comparison): string {
  if (comparison.operator === "IS NULL" || comparison.operator === "IS NOT NULL") return "";
  const text = draft.value.trim();
  if (comparison.operator === "IN") return `(${text.split(",").map((one) => quoted(one.trim())).join(", ")})`;
  if (comparison.like === "contains") return quoted(`%${text}%`);
  if (comparison.like === "begins") return quoted(`${text}%`);
  if (field.kind === "number" || field.kind === "measure") return text;
  return field.kind === "pair" && numeric.test(text) && !comparison.operator.includes("LIKE") ? text : quoted(text);
}

/** The condition of a form, or what is wrong with it in words. */
export function nodeOf(draft: Draft, vocabulary: Vocabulary): { node: FilterNode } | { problem: string } {
  const field = fieldOf(vocabulary, draft.field);
  const comparison = field === undefined ? undefined : comparisonsOf(field).find((one) => one.name === draft.comparison);
  if (field === undefined || comparison === undefined) return { problem: "Choose a field and a comparison." };
  const key = draft.key.trim();
  if (isKeyed(field) && key === "") return { problem: `Name the ${field.label.toLowerCase()}.` };
  if (key.includes("`")) return { problem: "A name holds no backtick." };
  const needsValue = comparison.operator !== "IS NULL" && comparison.operator !== "IS NOT NULL";
  if (needsValue && draft.value.trim() === "") return { problem: "Write a value." };
  const text = `${comparison.not ? "NOT " : ""}${field.name}${isKeyed(field) ? `.\`${key}\`` : ""} ${comparison.operator} ${valueOf(draft, field, comparison)}`;
  const parsed = parseSearch(text, vocabulary);
  if (!parsed.ok) return { problem: parsed.problem.message };
  return parsed.node === null ? { problem: "Write a value." } : { node: parsed.node };
}

/** A token as people read it: "Owner is Arrivals". What has no form is shown as it is written. */
export function tokenWords(node: FilterNode, vocabulary: Vocabulary): string {
  const draft = draftOf(node, vocabulary);
  const field = draft === null ? undefined : fieldOf(vocabulary, draft.field);
  const comparison = field === undefined ? undefined : comparisonsOf(field).find((one) => one.name === draft?.comparison);
  if (draft === null || field === undefined || comparison === undefined) return filterText(node);
  const name = isKeyed(field) ? draft.key : field.label;
  if (field.name === "is") return comparison.not ? `Is not ${draft.value}` : `Is ${draft.value}`;
  return [name, comparison.operator === "=" && isKeyed(field) && !comparison.not ? "=" : comparison.words, draft.value].filter((part) => part !== "").join(" ");
}

/** The filter with one token replaced, or left out. */
export function withToken(nodes: readonly FilterNode[], at: number, node: FilterNode | null): string {
  const next = node === null ? nodes.toSpliced(at, 1) : nodes.toSpliced(at, 1, node);
  return filterText(allOf(next));
}

/** What stands in the box while it is typed: words to look for, a whole condition, or the beginning of one. */
export type Typed = { kind: "words" } | { kind: "condition"; node: FilterNode } | { kind: "unfinished"; problem: FilterProblem };

export function typedOf(text: string, vocabulary: Vocabulary): Typed {
  const name = /^\s*(?:not\s+)?\(?\s*([\p{L}_]+)\s*(?:[:.=<>!]|\s(?:i?like|in|is|not)\b)/iu.exec(text)?.[1];
  if (name === undefined || fieldOf(vocabulary, name) === undefined) return { kind: "words" };
  const parsed = parseSearch(text, vocabulary);
  if (!parsed.ok) return { kind: "unfinished", problem: parsed.problem };
  return parsed.node === null ? { kind: "words" } : { kind: "condition", node: parsed.node };
}

export type Completion = { text: string; words: string; /** It is a whole condition: choosing it makes a token. */ whole: boolean };
export type Suggest = (field: string, key: string | null) => readonly string[];
const shownCompletions = 8;

const bare = (text: string) => (/^[\p{L}\p{N}_.\-/]+$/u.test(text) && !/^(and|or|not|in|is|like|ilike|null)$/i.test(text) ? text : quoted(text));
const fits = (candidate: string, typed: string) => candidate.toLowerCase().includes(typed.replace(/^['"]/, "").toLowerCase());

/** What may follow what is typed: fields at first, then their values, or the names of tags and metrics. */
export function completionsOf(text: string, vocabulary: Vocabulary, suggest: Suggest): Completion[] {
  const typed = text.trimStart();
  const colon = /^([\p{L}_]+):(.*)$/su.exec(typed);
  if (colon === null) {
    if (typed === "" || /\s/.test(typed)) return [];
    return vocabulary.fields.filter((field) => [field.name, ...field.aliases].some((name) => name.startsWith(typed.toLowerCase()))).slice(0, shownCompletions)
      .map((field) => ({ text: `${field.name}:`, words: field.label, whole: false }));
  }
  const field = fieldOf(vocabulary, colon[1] ?? "");
  const rest = colon[2] ?? "";
  if (field === undefined) return [];
  const within = isKeyed(field) ? /^([^=<>!\s]+)=(.*)$/su.exec(rest) : null;
  if (within !== null) {
    const key = within[1] ?? "";
    return suggest(field.name, key).filter((value) => fits(value, within[2] ?? "")).slice(0, shownCompletions).map((value) => ({ text: `${field.name}:${key}=${bare(value)}`, words: `${key} = ${value}`, whole: true }));
  }
  const values = (field.choices ?? suggest(field.name, null)).filter((value) => fits(value, rest)).slice(0, shownCompletions);
  return values.map((value) => ({ text: `${field.name}:${bare(value)}`, words: `${field.label} ${value}`, whole: field.kind !== "measure" }));
}

/** The condition that plain words stand for where a list has no search of its own: its first text holds them. */
export function wordsNode(text: string, vocabulary: Vocabulary): FilterNode | null {
  const field = vocabulary.fields.find((one) => one.kind === "text");
  const made = field === undefined || text.trim() === "" ? null : nodeOf({ field: field.name, key: "", comparison: "contains", value: text }, vocabulary);
  return made !== null && "node" in made ? made.node : null;
}

