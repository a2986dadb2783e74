const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe inside markup and its quoted attributes; control characters that XML cannot hold are dropped. */
export function escapeMarkup(text: string): string {
  const plain = Array.from(text).filter((sign) => (sign.codePointAt(0) ?? 0) >= 32 || sign === "\t" || sign === "\n").join("");
  return plain.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
