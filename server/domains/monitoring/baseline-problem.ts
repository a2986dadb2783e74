/** Why a version's baseline cannot be computed, in words for its page. Anything else thrown is ours to repair, and is tried again. */
export class BaselineProblem extends Error {}

/** Names in a sentence: all of a few, else the first and how many more. */
export function nameList(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
