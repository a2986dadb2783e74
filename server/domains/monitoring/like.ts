/** What a search looks for anywhere in a name, as LIKE takes it: `%`, `_` and `\` are themselves. Null without a search. */
export const likeOf = (query: string | undefined): string | null => (query?.trim() ? `%${query.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null);
