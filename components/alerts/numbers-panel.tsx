import type { AlertDetail, AlertNumbers } from "#server/domains/monitoring/contract-alerts.ts";
import { count, metric, span } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { valueText } from "./marks.tsx";

type Rung = AlertNumbers["rungs"][number];

/** The windows of the ladder, or the one window that was looked at. */
function columnsFor({ statistic, threshold }: AlertDetail): readonly Column<Rung>[] {
  return [
    { key: "window", head: "Window", slot: "lead", cell: (row) => span(row.windowSeconds) },
    { key: "value", head: "Value", right: true, slot: "trail", cell: (row) => <span className="font-medium">{valueText(statistic, row.value)}</span> },
    { key: "lower", head: "At least", right: true, slot: "under", cell: (row) => <span className={row.lower !== null && row.lower >= threshold ? "text-danger" : "text-ink-2"}><span className="md:hidden">at least </span>{valueText(statistic, row.lower)}</span> },
    { key: "upper", head: "At most", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{valueText(statistic, row.upper)}</span> },
    { key: "count", head: "Rests on", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => count(row.count) },
  ];
}

/** Numbers of one look, with what they rest on. */
export function NumbersPanel({ title, alert, numbers }: { title: string; alert: AlertDetail; numbers: AlertNumbers }) {
  const rows = numbers.rungs.length > 0 ? numbers.rungs : [{ windowSeconds: numbers.windowSeconds, value: numbers.value, lower: numbers.lower, upper: numbers.upper, count: numbers.count }];
  const isDrift = alert.statistic === "drift" || alert.statistic === "psiLower";
  return (
    <Panel title={title} note={<>windows that ended <Time at={numbers.to} /></>}>
      <Table label={title} columns={columnsFor(alert)} rows={rows} rowKey={(row) => String(row.windowSeconds)} />
      <PanelFoot>
        <span>Limit {valueText(alert.statistic, alert.threshold)}.{numbers.baselineRows === null ? "" : ` Compared with ${count(Math.round(numbers.baselineRows))} rows of the baseline.`}{isDrift ? ` The bounds hold under independent rows; one false word in ${count(Math.round(1 / Math.max(numbers.alpha ?? 1, 1e-12)))} looks. PSI ${metric(numbers.value)} has half a row added to every bin.` : numbers.lower === null ? "" : " At least and at most: Wilson's bounds."}</span>
      </PanelFoot>
    </Panel>
  );
}
