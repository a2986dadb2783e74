import { isPlainText } from "../text.ts";
import { filterLimits, type FilterProblem } from "./ast.ts";

export type Token = { kind: "word" | "text" | "operator" | "punctuation" | "end"; raw: string; at: number; end: number };

/** Leaves the parser with its problem; caught where the text came in. */
export class Refusal extends Error {
  readonly problem: FilterProblem;
  constructor(problem: FilterProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

// A name's key may be quoted behind its dot: tags.`a b`, metrics."val loss".
const pattern = /\s+|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<operator>!=|<>|>=|<=|==|=|>|<)|(?<punctuation>[(),:])|(?<word>(?:[^\s'"`=!<>(),:]|`[^`]*`|(?<=\.)"[^"]*"|(?<=\.)'[^']*')+)|(?<bad>[^])/gy;

const badCharacter = (raw: string): string => {
  if (raw === "'" || raw === '"') return `The quote ${raw} is not closed. End the text with ${raw}, and write a ${raw} inside it twice.`;
  if (raw === "`") return "The backtick is not closed. Write a key with odd characters as tags.`a key`.";
  return "! stands only in !=. Write NOT before a condition to turn it round.";
};

/** The text as tokens, the last an `end`. @throws Refusal */
export function tokensOf(text: string): Token[] {
  if (text.length > filterLimits.characters) throw new Refusal({ at: filterLimits.characters, end: text.length, message: `A filter has at most ${filterLimits.characters} characters; this one has ${text.length}.` });
  if (!isPlainText(text)) throw new Refusal({ at: 0, end: text.length, message: "The filter holds a character that is no text (U+0000 or half of a surrogate pair)." });
  const found: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups ?? {};
    const end = match.index + match[0].length;
    const bad = groups["bad"];
    if (bad !== undefined) throw new Refusal({ at: match.index, end: bad === "!" ? end : text.length, message: badCharacter(bad) });
    for (const kind of ["text", "operator", "punctuation", "word"] as const) {
      const raw = groups[kind];
      if (raw !== undefined) found.push({ kind, raw, at: match.index, end });
    }
  }
  found.push({ kind: "end", raw: "", at: text.length, end: text.length });
  return found;
}

/** The text inside quotes, doubled quotes once. */
export const unquoted = (raw: string): string => raw.slice(1, -1).replaceAll(raw[0] === "'" ? "''" : '""', raw[0] ?? "");
