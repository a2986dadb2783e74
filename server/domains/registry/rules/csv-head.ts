const marks = [",", ";", "\t", "|"] as const;

/**
 * The first records of delimited text (RFC 4180: quotes double inside quotes, line ends inside quotes belong to the
 * value). The delimiter is the one that the first line has most of.
 * @param cut the text is the beginning of a longer one: its last record may be half and is left out
 */
export function csvHead(text: string, { records, cut }: { records: number; cut: boolean }): { rows: string[][]; ended: boolean } {
  const firstLine = text.slice(0, Math.max(0, text.search(/\r?\n|$/)));
  const delimiter = marks.toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    if (rows.length >= records) return { rows, ended: false };
    const field = text[at] === '"' ? quoted(text, at) : plain(text, at, delimiter);
    row.push(field.value);
    at = plain(text, field.end, delimiter).end;
    if (text[at] === delimiter) {
      at += 1;
      if (at < text.length) continue;
      row.push("");
    }
    if (at >= text.length && cut) break;
    rows.push(row);
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return { rows, ended: !cut };
}

/** A value in quotes; what stands between the closing quote and the next delimiter is dropped by the caller. */
function quoted(text: string, from: number): { value: string; end: number } {
  let value = "";
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') return { value, end: close + 1 };
    value += '"';
    at = close + 2;
  }
}

function plain(text: string, from: number, delimiter: string): { value: string; end: number } {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { value: text.slice(from, end), end };
}
