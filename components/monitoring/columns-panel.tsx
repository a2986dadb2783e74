"use client";
import { useMemo } from "react";
import type { ColumnStateView, MonitorView } from "#server/domains/monitoring/contract.ts";
import type { SegmentsView } from "#server/domains/monitoring/contract-segments.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { count, metric, nothing, percent } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Panel } from "../ui/panel.tsx";
import { Spark } from "../ui/spark.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { widthWords } from "./query.ts";
import { segmentColumns, segmentWords } from "./segment-rows.ts";
import { newestRows } from "./series.ts";
import type { Ask } from "./use-monitor.ts";
import type { Segments } from "./use-segments.ts";

const moves = (row: ColumnStateView) => row.lamp === "drifting" || row.lamp === "alert";
const kindOf = (row: ColumnStateView) => (row.lamp === "clock" ? "clock" : row.role === "output" ? `output, ${row.kind}` : row.kind);
const number = (row: ColumnStateView, value: number | null) => (row.lamp === "clock" ? <span className="text-ink-3">{nothing}</span> : metric(value));

type Worst = ReadonlyMap<string, SegmentsView["worst"][number]>;
/** `worst`: each column's worst segment, where rows are segmented; a click shows that segment. */
type Of = { chosen: string | undefined; choose: (column: string) => void; span: string; worst: Worst | null; open: (segment: string, column: string) => void; /** The rows are one segment's. */ segment: boolean };

const columnsFor = ({ chosen, choose, span, worst, open, segment }: Of): Column<ColumnStateView>[] => [
  { key: "state", head: "State", slot: "trail", className: "w-36", cell: (row) => <Lamp state={row.lamp} word={segment && row.verdict === "undecided" ? "Undecided" : undefined} /> },
  {
    key: "column", head: "Column", slot: "lead",
    cell: (row) => <button type="button" aria-pressed={row.column === chosen} onClick={() => choose(row.column)} className={cx("sb-row-link text-left font-medium [overflow-wrap:anywhere]", row.column === chosen && "text-accent")}>{row.column}</button>,
  },
  { key: "kind", head: "Kind", slot: "hide", cell: (row) => <span className="text-ink-2">{kindOf(row)}</span> },
  { key: "psi", head: "PSI", right: true, slot: "under", cell: (row) => <><span className="md:hidden">PSI </span>{number(row, row.psi)}</> },
  ...(segment ? [{ key: "lower", head: "At least", right: true, slot: "hide", cell: (row) => number(row, row.psiLower) } satisfies Column<ColumnStateView>] : []),
  { key: "adds", head: "Part of drift", right: true, slot: "hide", cell: (row) => <span className="text-ink-2" title="Its part of the sum of all columns' PSI, clocks apart">{percent(row.adds, 0)}</span> },
  { key: "js", head: "JS distance", right: true, slot: "hide", cell: (row) => number(row, row.js) },
  { key: "spark", head: span, slot: "under-trail", className: "md:pl-5", cell: (row) => <Spark points={row.spark} label={`PSI of ${row.column} over ${span}`} series={row.lamp === "alert" || row.lamp === "drifting" ? 2 : 1} width={110} height={18} /> },
  ...(worst === null ? [] : [{
    key: "worst", head: "Worst segment", slot: "hide", className: "md:pl-5",
    cell: (row) => {
      const own = worst.get(row.column);
      return own === undefined ? <span className="text-ink-3">{nothing}</span> : <button type="button" onClick={() => open(own.segment, row.column)} className="sb-link text-left [overflow-wrap:anywhere]" title={`PSI ${metric(own.psi)}, at least ${metric(own.psiLower)}, of ${count(own.rows)} rows`}>{own.segment.replace(":", ": ")} <span className="text-ink-3">{metric(own.psi)}</span></button>;
    },
  } satisfies Column<ColumnStateView>]),
  { key: "missing", head: "Missing", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{percent(row.missingShare, 1)}</span> },
  {
    key: "moved", head: "What moved", slot: "hide", className: "md:pl-5",
    cell: (row) => <span className="text-ink-2">{row.lamp === "clock" ? "left out: a clock always moves" : [row.moved, (row.unseenShare ?? 0) >= 0.0005 ? `${percent(row.unseenShare, 1)} never seen before` : null].filter(Boolean).join("; ")}</span>,
  },
];

type ColumnsProps = { view: MonitorView; chosen: string | undefined; choose: (column: string) => void; segments: Segments; ask: Ask };

/** Every column ranked by drift, of all rows or of one segment's; a click shows its charts. */
export function ColumnsPanel({ view, chosen, choose, segments, ask }: ColumnsProps) {
  const span = widthWords(Math.round((Date.parse(view.to) - Date.parse(view.from)) / 1000));
  const { all, one } = segments;
  const worst = useMemo(() => (one === undefined && all !== undefined && all.inputs.length > 0 ? new Map(all.worst.map((row) => [row.feature, row])) : null), [all, one]);
  const columns = useMemo(() => columnsFor({ chosen, choose, span, worst, open: (segment, feature) => ask({ segment, feature }), segment: one !== undefined }).filter(({ key }) => one === undefined || (key !== "spark" && key !== "adds" && key !== "moved")), [chosen, choose, span, worst, ask, one]);
  if (one?.features) return (
    <Panel title="Inputs and score" note={`of ${segmentWords(one)}, ${count(one.rows)} rows in the last ${widthWords(all?.windowSeconds ?? view.driftWindowSeconds)}`} actions={<Button onClick={() => ask({ segment: null })}>All rows</Button>}>
      <Table label={`Inputs and score of ${segmentWords(one)}, the most drifted first`} columns={columns} rows={segmentColumns(one.features)} rowKey={(row) => row.column} rowClass={(row) => cx("sb-opens", row.column === chosen && "bg-accent-soft")} />
    </Panel>
  );
  const quiet = view.columns.some((column) => column.lamp === "steady") && !view.columns.some(moves);
  return (
    <Panel title="Inputs and score" note={`${count(view.columns.length)} · ${count(newestRows(view))} predictions in the last ${widthWords(view.driftWindowSeconds)}${quiet ? ", none drifts" : ""}`}>
      <Table label="Inputs and score, the most drifted first" columns={columns} rows={view.columns} rowKey={(row) => row.column} rowClass={(row) => cx("sb-opens", row.column === chosen && "bg-accent-soft")} />
    </Panel>
  );
}
