import { type FilterField, type FilterOperator, isKeyed, type Vocabulary } from "./ast.ts";

/** How many single letters apart two words are. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[other.length] ?? 0;
}

const written = (field: FilterField) => (isKeyed(field) ? `${field.name}.KEY` : field.name);

/** The field that was meant, and all there are. */
export function nearest(vocabulary: Vocabulary, name: string): string {
  const asked = name.toLowerCase().slice(0, 40);
  const [best] = vocabulary.fields.map((field) => ({ field, apart: Math.min(...[field.name, ...field.aliases].map((known) => distance(asked, known))) })).toSorted((a, b) => a.apart - b.apart);
  const meant = best !== undefined && best.apart <= 2 ? `Did you mean ${written(best.field)}? ` : "";
  return `${meant}There are ${vocabulary.fields.map(written).join(", ")}.`;
}

/** A condition of this vocabulary, as an example. */
export function operatorHint(vocabulary: Vocabulary): string {
  const field = vocabulary.fields.find((one) => one.kind === "text");
  return `${field?.name ?? "name"} = 'text'`;
}

export const keyHint = (field: FilterField): string => (field.kind === "measure" ? `${field.name} needs a key: ${field.name}.auc > 0.9.` : `${field.name} needs a key: ${field.name}.KEY = 'text'.`);

const inQuotes = (given: string) => (/^[\p{L}\p{N}_.-]+$/u.test(given) ? `'${given}'` : "'text'");

/** What would be right where a value was wrong; `given` is as it stood, or "the end". */
export function valueHint(field: FilterField, operator: FilterOperator, given: string): string {
  switch (field.kind) {
    case "number": case "measure": return `${field.name} is compared with a number, such as 0.9, not ${given}.`;
    case "time": return `${field.name} is compared with a day ('2026-11-01'), a time ('2026-11-01T08:00:00Z') or how long ago ('-7d', '-12h'), not ${given}.`;
    case "choice": return `Write one of ${(field.choices ?? []).map((choice) => `'${choice}'`).join(", ")} here, not ${given}.`;
    case "pair": return operator === "=" || operator === "!=" ? `Put text in quotes (${inQuotes(given)}), or write a number.` : `${operator} compares numbers: write one without quotes, not ${given}.`;
    case "text": return `Put the text in quotes: ${inQuotes(given)}.`;
    default: return field.kind satisfies never;
  }
}
