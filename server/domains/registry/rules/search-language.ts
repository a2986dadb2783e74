import { SignalboxError } from "../../../shared/errors.ts";
import { conditionsOf, type FilterNode, parseSearch, type Vocabulary } from "../../../shared/filter/index.ts";

/** The field that stands beside MLflow's own `filter` on its search endpoints. */
export const extensionField = "signalbox_filter";

/**
 * Reads a filter of the search language.
 * @param path the input's field, for the refusal
 * @throws invalid_input naming the character and what would be right there; `extra` has the place as `at` and `end`
 */
export function readSearch(text: string | undefined, vocabulary: Vocabulary, path: string): FilterNode | null {
  const parsed = parseSearch(text ?? "", vocabulary);
  if (parsed.ok) return parsed.node;
  const { at, end, message } = parsed.problem;
  throw new SignalboxError("invalid_input", `The filter cannot be read at character ${at + 1}: ${message}`, { fields: [{ path, message: `character ${at + 1}: ${message}` }], extra: { at, end } });
}

/** Archived things are left out unless the filter asks about it. */
export const asksForArchived = (node: FilterNode | null): boolean => conditionsOf(node).some((one) => one.field === "is" && (one.value === "archived" || (Array.isArray(one.value) && one.value.includes("archived"))));
