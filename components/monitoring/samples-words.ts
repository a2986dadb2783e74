import type { SampleReason, SamplesView } from "#server/domains/monitoring/contract-samples.ts";
import { count, percent, plural } from "../ui/format.ts";

type Row = SamplesView["rows"][number];
type Cell = Row["values"][string];

/** Whole numbers stay whole, others have up to six figures: 1200, 0.1, 3.14159. */
export function cellText(value: Cell | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

const shareText = (share: number) => (share < 0.0005 ? "under 0.05%" : percent(share, 1));

/** Why a value is unusual: "arr_delay 512 is beyond all of the baseline". */
export function reasonText({ column, what, share }: SampleReason, values: Row["values"]): string {
  const value = Object.hasOwn(values, column) ? cellText(values[column]) : "";
  const named = value === "" ? column : `${column} ${value}`;
  switch (what) {
    case "new": return `${named} is not in the baseline`;
    case "beyond": return `${named} is beyond all of the baseline`;
    case "tail": return `${named}: ${shareText(share)} of the baseline is as far out`;
    case "rare": return `${named} is ${shareText(share)} of the baseline`;
    case "missing": return `${column} is missing${share === 0 ? ", in the baseline never" : `, in ${shareText(share)} of the baseline`}`;
    case "infinite": return `${column} is infinite${share === 0 ? ", in the baseline never" : ""}`;
  }
}

/** The row's first reasons as one line; a row as usual as any has none. */
export const reasonsText = (row: Row): string => (row.reasons.length === 0 ? "nothing unusual" : row.reasons.slice(0, 2).map((reason) => reasonText(reason, row.values)).join("; "));

/** Columns as they stand: the chosen one, what was predicted, then the inputs. */
export function shownColumns(view: SamplesView, chosen: string | undefined): SamplesView["columns"] {
  const order = (column: SamplesView["columns"][number]) => (column.name === chosen ? 0 : column.role === "output" ? 1 : 2);
  return view.columns.toSorted((a, b) => order(a) - order(b));
}

/** "30 of 4,120 rows": what is shown of how many. */
export function keptText(view: SamplesView): string {
  const { rows, kept, counted } = view;
  return `${count(rows.length)} of ${plural(Math.max(counted, kept), "row", "rows")} in the range${kept > rows.length ? `, ${count(kept)} are kept` : ""}`;
}

/** The same rows as a file: what is not kept has no column. */
export function csvRows(view: SamplesView, chosen: string | undefined): (string | number | null)[][] {
  const columns = shownColumns(view, chosen).filter(({ sensitive }) => !sensitive).map(({ name }) => name);
  const cell = (value: Cell | undefined) => (typeof value === "boolean" ? String(value) : value ?? null);
  return [
    ["at", "prediction_id", "score", "unusual", ...columns],
    ...view.rows.map((row) => [row.at, row.predictionId, row.score, row.reasons.map((reason) => reasonText(reason, row.values)).join("; "), ...columns.map((name) => (Object.hasOwn(row.values, name) ? cell(row.values[name]) : null))]),
  ];
}

