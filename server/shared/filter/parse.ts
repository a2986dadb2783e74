import { type Condition, filterLimits, type FilterField, type FilterNode, type FilterOperator, type FilterValue, fieldOf, isKeyed, operatorsOf, type ParsedFilter, type Vocabulary } from "./ast.ts";
import { Refusal, type Token, tokensOf, unquoted } from "./lex.ts";
import { keyHint, nearest, operatorHint, valueHint } from "./hints.ts";
import { isTime } from "./time.ts";

type State = { tokens: Token[]; next: number; vocabulary: Vocabulary; conditions: number };

const refuse = (token: { at: number; end: number }, message: string): Refusal => new Refusal({ at: token.at, end: token.end, message });
const peek = (state: State, ahead = 0): Token => state.tokens[Math.min(state.next + ahead, state.tokens.length - 1)] ?? { kind: "end", raw: "", at: 0, end: 0 };
const take = (state: State): Token => {
  const token = peek(state);
  if (token.kind !== "end") state.next += 1;
  return token;
};
const isWord = (token: Token, word: string) => token.kind === "word" && token.raw.toUpperCase() === word;
const takeWord = (state: State, word: string): boolean => isWord(peek(state), word) && take(state).kind === "word";
const isMark = (token: Token, mark: string) => token.kind === "punctuation" && token.raw === mark;
const shown = (token: Token) => (token.kind === "end" ? "the end" : token.raw);

/** Reads a filter. An empty one is `null`: everything fits. */
export function parseSearch(text: string, vocabulary: Vocabulary): ParsedFilter {
  try {
    const state: State = { tokens: tokensOf(text), next: 0, vocabulary, conditions: 0 };
    if (peek(state).kind === "end") return { ok: true, node: null };
    const node = either(state, 0);
    const left = peek(state);
    if (left.kind !== "end") throw refuse(left, isMark(left, ")") ? "There is no opening parenthesis for this one." : `Expected AND, OR or the end here, not ${shown(left)}.`);
    return { ok: true, node };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** One level of AND or OR; an inner list of the same kind is made part of the outer one. */
function joined(kind: "and" | "or", parts: FilterNode[]): FilterNode {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  return { kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) };
}

function either(state: State, depth: number): FilterNode {
  const parts = [all(state, depth)];
  while (takeWord(state, "OR")) parts.push(all(state, depth));
  return joined("or", parts);
}

function all(state: State, depth: number): FilterNode {
  const parts = [one(state, depth)];
  while (takeWord(state, "AND")) parts.push(one(state, depth));
  return joined("and", parts);
}

function one(state: State, depth: number): FilterNode {
  const first = peek(state);
  if (depth > filterLimits.depth) throw refuse(first, `NOT and parentheses go at most ${filterLimits.depth} deep.`);
  if (takeWord(state, "NOT")) return { kind: "not", of: one(state, depth + 1) };
  if (!isMark(first, "(")) return condition(state);
  take(state);
  const inner = either(state, depth + 1);
  const close = take(state);
  if (!isMark(close, ")")) throw refuse(close, close.kind === "end" ? `The parenthesis at character ${first.at + 1} is not closed.` : `Expected AND, OR or a closing parenthesis here, not ${shown(close)}.`);
  return inner;
}

type Operand = { token: Token; field: FilterField; key: string | null };

const strip = (key: string) => (/^([`"']).*\1$/s.test(key) && key.length > 1 ? key.slice(1, -1) : key);

function operand(state: State): Operand {
  const token = take(state);
  if (token.kind !== "word" || ["AND", "OR"].includes(token.raw.toUpperCase())) throw refuse(token, `Expected a condition here, such as ${operatorHint(state.vocabulary)}, not ${shown(token)}.`);
  const plain = token.raw.replace(/^attributes?\./i, "");
  const dot = plain.indexOf(".");
  const name = strip(dot < 0 ? plain : plain.slice(0, dot));
  const field = fieldOf(state.vocabulary, name);
  if (field === undefined) throw refuse(token, `${state.vocabulary.of} have no field '${name.slice(0, 60)}'. ${nearest(state.vocabulary, name)}`);
  if (dot < 0) return { token, field, key: null };
  const key = strip(plain.slice(dot + 1));
  if (!isKeyed(field)) throw refuse(token, `${field.name} has no keys: write ${field.name} alone.`);
  if (key === "") throw refuse(token, keyHint(field));
  return { token, field, key };
}

function condition(state: State): FilterNode {
  const at = operand(state);
  state.conditions += 1;
  if (state.conditions > filterLimits.conditions) throw refuse(at.token, `A filter has at most ${filterLimits.conditions} conditions.`);
  if (isMark(peek(state), ":")) return shorthand(state, at);
  if (isKeyed(at.field) && at.key === null) throw refuse(at.token, keyHint(at.field));
  const { operator, token, not } = takeOperator(state, at.field);
  const allowed = operatorsOf(at.field);
  if (!allowed.includes(operator)) throw refuse(token, `${at.field.name} is compared by ${allowed.join(", ")}, not ${operator}.`);
  const found: Condition = { kind: "condition", field: at.field.name, key: at.key, operator, value: takeValue(state, at.field, { operator }) };
  return not ? { kind: "not", of: found } : found;
}

/** `owner:Arrivals`, `is:archived`, `tag:tier`, `tag:tier=1`, `metric:auc>0.9`: what is quick to type. */
function shorthand(state: State, at: Operand): Condition {
  take(state);
  if (!isKeyed(at.field)) {
    const operator = at.field.kind === "time" ? ">=" : "=";
    return { kind: "condition", field: at.field.name, key: null, operator, value: takeValue(state, at.field, { operator, bare: true }) };
  }
  const token = take(state);
  if (token.kind !== "word" && token.kind !== "text") throw refuse(token, keyHint(at.field));
  const key = token.kind === "text" ? unquoted(token.raw) : strip(token.raw);
  if (key === "" || key.includes("`")) throw refuse(token, keyHint(at.field));
  if (peek(state).kind !== "operator") return { kind: "condition", field: at.field.name, key, operator: "IS NOT NULL", value: null };
  const { operator } = takeOperator(state, at.field);
  return { kind: "condition", field: at.field.name, key, operator, value: takeValue(state, at.field, { operator, bare: true }) };
}

function takeOperator(state: State, field: FilterField): { operator: FilterOperator; token: Token; not: boolean } {
  const token = take(state);
  const expected = () => refuse(token, `Expected a comparison after ${field.name} (${operatorsOf(field).join(", ")}), not ${shown(token)}.`);
  if (token.kind === "operator") {
    const raw = token.raw === "==" ? "=" : token.raw === "<>" ? "!=" : token.raw;
    const operator = operatorsOf(field).find((known) => known === raw);
    if (operator === undefined) throw refuse(token, `${field.name} is compared by ${operatorsOf(field).join(", ")}, not ${raw}.`);
    return { operator, token, not: false };
  }
  if (token.kind !== "word") throw expected();
  const not = isWord(token, "NOT");
  const word = (not ? take(state) : token).raw.toUpperCase();
  if (word === "LIKE" || word === "ILIKE" || word === "IN") return { operator: word, token, not };
  if (word === "IS" && !not) {
    const isNot = takeWord(state, "NOT");
    const end = take(state);
    if (isWord(end, "NULL")) return { operator: isNot ? "IS NOT NULL" : "IS NULL", token, not: false };
    throw refuse(end, `Expected NULL after ${isNot ? "IS NOT" : "IS"}, not ${shown(end)}.`);
  }
  throw expected();
}

function takeList(state: State, field: FilterField): string[] {
  const open = take(state);
  if (!isMark(open, "(")) throw refuse(open, "IN takes a list in parentheses: IN ('a', 'b').");
  const values: string[] = [];
  for (;;) {
    const token = take(state);
    if (token.kind !== "text") throw refuse(token, `Expected text in quotes in the list, such as IN ('a', 'b'), not ${shown(token)}.`);
    values.push(checkedText(unquoted(token.raw), token, field));
    if (values.length > filterLimits.listItems) throw refuse(token, `A list has at most ${filterLimits.listItems} values.`);
    const after = take(state);
    if (isMark(after, ")")) return values;
    if (!isMark(after, ",")) throw refuse(after, after.kind === "end" ? "The list is not closed: end it with )." : `Expected a comma or ) in the list, not ${shown(after)}.`);
  }
}

function checkedText(text: string, token: Token, field: FilterField): string {
  if (field.choices === undefined) return text;
  const known = field.choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (known === undefined) throw refuse(token, `'${field.name}' is one of ${field.choices.join(", ")}, not '${text.slice(0, 60)}'.`);
  return known;
}

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function takeValue(state: State, field: FilterField, { operator, bare = false }: { operator: FilterOperator; bare?: boolean }): FilterValue {
  if (operator === "IS NULL" || operator === "IS NOT NULL") return null;
  if (operator === "IN") return takeList(state, field);
  const token = take(state);
  // + 0: there is one zero.
  const number = token.kind === "word" && numeric.test(token.raw) ? Number(token.raw) + 0 : Number.NaN;
  const text = token.kind === "text" ? unquoted(token.raw) : null;
  const wrong = () => refuse(token, valueHint(field, operator, shown(token)));
  if (token.kind !== "word" && token.kind !== "text") throw wrong();
  switch (field.kind) {
    case "number": case "measure":
      if (!Number.isFinite(number)) throw wrong();
      return number;
    case "time": {
      const time = text ?? token.raw;
      if (!isTime(time)) throw wrong();
      return time;
    }
    case "pair": {
      const like = operator === "LIKE" || operator === "ILIKE";
      if (text === null && Number.isFinite(number) && !like) return number;
      if (operator !== "=" && operator !== "!=" && !like) throw wrong();
      if (text === null && !bare) throw wrong();
      return text ?? token.raw;
    }
    case "text": case "choice":
      if (text === null && !bare) throw wrong();
      return checkedText(text ?? token.raw, token, field);
    default: return field.kind satisfies never;
  }
}
