import { comparedAtMost, parseRef } from "#server/shared/compare.ts";

/** The comparison with one more at its end; unchanged when it is there already or eight are. */
export const withRef = (refs: readonly string[], ref: string): string[] => (refs.includes(ref) || refs.length >= comparedAtMost ? [...refs] : [...refs, ref]);

export const withoutRef = (refs: readonly string[], ref: string): string[] => refs.filter((one) => one !== ref);

/** The same versions, this one first: what the others are measured against. */
export const asReference = (refs: readonly string[], ref: string): string[] => [ref, ...withoutRef(refs, ref)];

/** What stands over each column: the number alone when all are of one model. */
export function namesOf(refs: readonly string[]): Map<string, string> {
  const parsed = refs.map((ref) => ({ ref, named: parseRef(ref) }));
  const ofOne = new Set(parsed.map(({ named }) => named?.model)).size <= 1;
  return new Map(parsed.map(({ ref, named }) => [ref, named === null ? ref : ofOne ? `v${named.version}` : `${named.model} v${named.version}`]));
}
