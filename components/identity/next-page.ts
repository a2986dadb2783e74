import { paths } from "#server/shared/paths.ts";

/** Where to go after signing in: a page of ours, never another site (`//host`, `/\host` and control characters are addresses elsewhere). */
export function nextPage(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes("\\")) return paths.overview();
  return text.startsWith(paths.signIn()) ? paths.overview() : text;
}
