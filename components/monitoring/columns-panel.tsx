"use client";
import { useMemo } from "react";
import type { ColumnStateView, MonitorView } from "#server/domains/monitoring/contract.ts";
import { cx } from "../ui/cx.ts";
import { count, metric, nothing, percent } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Panel } from "../ui/panel.tsx";
import { Spark } from "../ui/spark.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { widthWords } from "./query.ts";
import { newestRows } from "./series.ts";

const moves = (row: ColumnStateView) => row.lamp === "drifting" || row.lamp === "alert";
const kindOf = (row: ColumnStateView) => (row.lamp === "clock" ? "clock" : row.role === "output" ? `output, ${row.kind}` : row.kind);
const number = (row: ColumnStateView, value: number | null) => (row.lamp === "clock" ? <span className="text-ink-3">{nothing}</span> : metric(value));

const columnsFor = ({ chosen, choose, span }: { chosen: string | undefined; choose: (column: string) => void; span: string }): Column<ColumnStateView>[] => [
  { key: "state", head: "State", slot: "trail", className: "w-36", cell: (row) => <Lamp state={row.lamp} /> },
  {
    key: "column", head: "Column", slot: "lead",
    cell: (row) => <button type="button" aria-pressed={row.column === chosen} onClick={() => choose(row.column)} className={cx("sb-row-link text-left font-medium [overflow-wrap:anywhere]", row.column === chosen && "text-accent")}>{row.column}</button>,
  },
  { key: "kind", head: "Kind", slot: "hide", cell: (row) => <span className="text-ink-2">{kindOf(row)}</span> },
  { key: "psi", head: "PSI", right: true, slot: "under", cell: (row) => <><span className="md:hidden">PSI </span>{number(row, row.psi)}</> },
  { key: "adds", head: "Part of drift", right: true, slot: "hide", cell: (row) => <span className="text-ink-2" title="Its part of the sum of all columns' PSI, clocks apart">{percent(row.adds, 0)}</span> },
  { key: "js", head: "JS distance", right: true, slot: "hide", cell: (row) => number(row, row.js) },
  { key: "spark", head: span, slot: "under-trail", className: "md:pl-5", cell: (row) => <Spark points={row.spark} label={`PSI of ${row.column} over ${span}`} series={row.lamp === "alert" || row.lamp === "drifting" ? 2 : 1} width={110} height={18} /> },
  { key: "missing", head: "Missing", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{percent(row.missingShare, 1)}</span> },
  {
    key: "moved", head: "What moved", slot: "hide", className: "md:pl-5",
    cell: (row) => <span className="text-ink-2">{row.lamp === "clock" ? "left out: a clock always moves" : [row.moved, (row.unseenShare ?? 0) >= 0.0005 ? `${percent(row.unseenShare, 1)} never seen before` : null].filter(Boolean).join("; ")}</span>,
  },
];

/** Every column ranked by drift; a click shows its charts. */
export function ColumnsPanel({ view, chosen, choose }: { view: MonitorView; chosen: string | undefined; choose: (column: string) => void }) {
  const span = widthWords(Math.round((Date.parse(view.to) - Date.parse(view.from)) / 1000));
  const columns = useMemo(() => columnsFor({ chosen, choose, span }), [chosen, choose, span]);
  const quiet = view.columns.some((column) => column.lamp === "steady") && !view.columns.some(moves);
  return (
    <Panel title="Inputs and score" note={`${count(view.columns.length)} · ${count(newestRows(view))} predictions in the last ${widthWords(view.driftWindowSeconds)}${quiet ? ", none drifts" : ""}`}>
      <Table label="Inputs and score, the most drifted first" columns={columns} rows={view.columns} rowKey={(row) => row.column} rowClass={(row) => cx("sb-opens", row.column === chosen && "bg-accent-soft")} />
    </Panel>
  );
}
