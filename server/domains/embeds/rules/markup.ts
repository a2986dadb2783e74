const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe inside markup and its quoted attributes; characters that XML cannot hold are dropped. */
export function escapeMarkup(text: string): string {
  // XML 1.0, production 2: Char.
  const plain = text.toWellFormed().replaceAll(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  return plain.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
