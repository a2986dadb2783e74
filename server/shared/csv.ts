/** A cell that a spreadsheet would take for a formula (OWASP, CSV injection) is told to be text. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | null): string {
  const text = value === null ? "" : formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180: a head, lines that end in CR LF, quotes where they are needed. */
export const csvText = (head: readonly string[], rows: readonly (readonly (string | null)[])[]): string =>
  [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
