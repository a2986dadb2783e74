/** The console's search language: MLflow's comparisons with OR, NOT and parentheses. See SPEC.md beside this file. */
export const filterOperators = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "IS NULL", "IS NOT NULL"] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A time is kept as it was written, because "-7d" means another moment each day. */
export type FilterValue = string | number | string[] | null;

export type Condition = { kind: "condition"; field: string; /** What stands behind the dot of `tags.tier`. */ key: string | null; operator: FilterOperator; value: FilterValue };
export type FilterNode = Condition | { kind: "not"; of: FilterNode } | { kind: "and" | "or"; of: FilterNode[] };

/**
 * `text` and `time` compare a value of the row; `choice` is one of a closed list; `pair` has a key and takes text and
 * numbers (tags, parameters); `measure` has a key and takes numbers (metrics).
 */
export type FieldKind = "text" | "number" | "time" | "choice" | "pair" | "measure";
export type FilterField = {
  name: string;
  /** Other spellings, MLflow's among them. */
  aliases: readonly string[];
  kind: FieldKind;
  /** What a form calls it. */
  label: string;
  choices?: readonly string[];
  /** It may be missing: `IS NULL` has a meaning. */
  nullable?: boolean;
};
export type Vocabulary = { of: string; fields: readonly FilterField[] };

/** A refusal: where (character positions in the text, from 0) and what would be right there. */
export type FilterProblem = { at: number; end: number; message: string };
export type ParsedFilter = { ok: true; node: FilterNode | null } | { ok: false; problem: FilterProblem };

export const filterLimits = { characters: 2000, conditions: 50, depth: 16, listItems: 100 } as const;

const anyText = ["=", "!=", "LIKE", "ILIKE", "IN"] as const satisfies readonly FilterOperator[];
const order = [">", ">=", "<", "<="] as const satisfies readonly FilterOperator[];
const missing = ["IS NULL", "IS NOT NULL"] as const satisfies readonly FilterOperator[];

/** What a field may be compared by. */
export function operatorsOf(field: FilterField): readonly FilterOperator[] {
  switch (field.kind) {
    case "text": return field.nullable ? [...anyText, ...missing] : anyText;
    case "number": return ["=", "!=", ...order];
    case "time": return field.nullable ? [...order, ...missing] : order;
    case "choice": return ["=", "!=", "IN"];
    case "pair": return [...anyText, ...order, ...missing];
    case "measure": return ["=", "!=", ...order, ...missing];
    default: return field.kind satisfies never;
  }
}

export const isKeyed = (field: FilterField): boolean => field.kind === "pair" || field.kind === "measure";

export const fieldOf = (vocabulary: Vocabulary, name: string): FilterField | undefined => {
  const asked = name.toLowerCase();
  return vocabulary.fields.find((field) => field.name === asked || field.aliases.includes(asked));
};
