import type { CompareView } from "#server/shared/compare.ts";

/** What a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers. */
function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The comparison as it stands, one line a row: what it is of, its name, then a value for each version. */
export function compareCsv(view: CompareView): string {
  const lines: (string | number | null)[][] = [["part", "name", ...view.versions.map((version) => version.ref)]];
  const about = (name: string, value: (version: CompareView["versions"][number]) => string | number | null) => lines.push(["about", name, ...view.versions.map(value)]);
  about("serves in", (one) => one.serving.map((route) => route.environment).join(" "));
  about("registered by", (one) => one.createdBy);
  about("registered", (one) => one.createdAt);
  about("data sets", (one) => one.datasets.map((set) => `${set.name} ${set.digest}`).join(" "));
  about("run", (one) => one.run?.runId ?? null);
  about("baseline rows", (one) => one.baseline.rows);
  for (const row of view.metrics) {
    lines.push(["metric", row.key, ...row.cells.map((cell) => cell.value)], ["metric change", row.key, ...row.cells.map((cell) => cell.change)], ["metric verdict", row.key, ...row.cells.map((cell, index) => (index === 0 ? "reference" : cell.verdict))]);
  }
  for (const row of view.params) lines.push(["parameter", row.key, ...row.values]);
  for (const row of view.tags) lines.push(["tag", row.key, ...row.values]);
  for (const row of view.signature) lines.push([`signature ${row.role}`, row.name, ...row.cells.map((cell) => cell.type)]);
  for (const row of view.artifacts) lines.push(["file sha256", row.path, ...row.cells.map((cell) => cell?.sha256 ?? null)], ["file bytes", row.path, ...row.cells.map((cell) => cell?.size ?? null)]);
  for (const environment of new Set(view.live.map((side) => side.environment))) {
    const live = (name: string, value: (side: CompareView["live"][number]) => string | number | null) => lines.push([`live ${environment}`, name, ...view.versions.map((version) => {
      const side = view.live.find((one) => one.ref === version.ref && one.environment === environment);
      return side === undefined ? null : value(side);
    })]);
    live("drift", (side) => side.lamp);
    live("from", (side) => side.from);
    live("to", (side) => side.to);
    live("requests", (side) => side.requests);
    live("errors", (side) => side.errors);
    live("p50 ms", (side) => side.p50Ms);
    live("p95 ms", (side) => side.p95Ms);
    live("p99 ms", (side) => side.p99Ms);
    for (const column of new Set(view.live.filter((side) => side.environment === environment).flatMap((side) => side.columns.map((one) => one.column)))) live(`psi ${column}`, (side) => side.columns.find((one) => one.column === column)?.psi ?? null);
  }
  return `${lines.map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}
