/** A backend's address as it is kept: no slash and no /v2 at its end, so that paths are put after it. Null: it is none. */
export function baseAddress(text: string): string | null {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.search !== "" || url.hash !== "") return null;
  return url.href.replace(/\/+$/, "").replace(/\/v2$/, "");
}
