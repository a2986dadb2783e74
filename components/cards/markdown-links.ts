import { paths } from "#server/shared/paths.ts";

/** Whose files a relative picture names, and in which folder the text lies. */
export type PictureBase = { model: string; version: string; folder: string };
type Target = { href: string; outside: boolean };

/** Where a link of a text leads: a page of ours, or another site by http, https or mailto; null for every other scheme. */
export function linkTarget(href: string | undefined): Target | null {
  if (!href) return null;
  if (href.startsWith("#") || (href.startsWith("/") && !/^\/[/\\]/.test(href))) return { href, outside: false };
  if (!URL.canParse(href)) return null;
  return ["http:", "https:", "mailto:"].includes(new URL(href).protocol) ? { href, outside: true } : null;
}

/** A relative picture is a file of the version; one of another site is only linked to; everything else is none. */
export function pictureTarget(src: string | undefined, base: PictureBase): Target | null {
  if (!src) return null;
  if (/^https?:\/\//i.test(src) && URL.canParse(src)) return { href: src, outside: true };
  if (/^[a-z][a-z0-9+.-]*:/i.test(src) || /^[/\\#?]/.test(src)) return null;
  const parts = base.folder === "" ? [] : base.folder.split("/");
  for (const part of decoded(src.split(/[?#]/)[0] ?? "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return { href: paths.artifactFile(base.model, base.version, parts.join("/")), outside: false };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
