import type { CompareRunsView, CompareView, MetricRow, TextRow } from "#server/shared/compare.ts";

/** What a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers. */
function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

type Line = (string | number | null)[];
const metricLines = (rows: readonly MetricRow[]): Line[] => rows.flatMap((row) => [
  ["metric", row.key, ...row.cells.map((cell) => cell.value)], ["metric change", row.key, ...row.cells.map((cell) => cell.change)], ["metric verdict", row.key, ...row.cells.map((cell, index) => (index === 0 ? "reference" : cell.verdict))],
]);
const textLines = (part: string, rows: readonly TextRow[]): Line[] => rows.map((row) => [part, row.key, ...row.values]);
const textOf = (lines: readonly Line[]): string => `${lines.map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;

/** Saves a text as comparison.csv. */
export function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "comparison.csv";
  link.click();
  URL.revokeObjectURL(url);
}

/** Runs as they stand beside each other, in the same lines. */
export function compareRunsCsv(view: CompareRunsView): string {
  const about = (name: string, value: (run: CompareRunsView["runs"][number]) => string | number | null): Line => ["about", name, ...view.runs.map(value)];
  return textOf([
    ["part", "name", ...view.runs.map((run) => run.runId)], about("run", (run) => run.name), about("experiment", (run) => run.experimentName), about("status", (run) => run.status), about("by", (run) => run.user),
    about("started", (run) => run.startedAt), about("took seconds", (run) => run.tookSeconds), about("data sets", (run) => run.datasets.map((set) => `${set.name} ${set.digest}`).join(" ")),
    ...metricLines(view.metrics), ...textLines("parameter", view.params), ...textLines("tag", view.tags),
  ]);
}

/** The comparison as it stands, one line a row: what it is of, its name, then a value for each version. */
export function compareCsv(view: CompareView): string {
  const lines: Line[] = [["part", "name", ...view.versions.map((version) => version.ref)]];
  const about = (name: string, value: (version: CompareView["versions"][number]) => string | number | null) => lines.push(["about", name, ...view.versions.map(value)]);
  about("serves in", (one) => one.serving.map((route) => route.environment).join(" "));
  about("registered by", (one) => one.createdBy);
  about("registered", (one) => one.createdAt);
  about("data sets", (one) => one.datasets.map((set) => `${set.name} ${set.digest}`).join(" "));
  about("run", (one) => one.run?.runId ?? null);
  about("baseline rows", (one) => one.baseline.rows);
  lines.push(...metricLines(view.metrics), ...textLines("parameter", view.params), ...textLines("tag", view.tags));
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
  return textOf(lines);
}
