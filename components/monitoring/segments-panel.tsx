"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { minimumRows, type MonitorView } from "#server/domains/monitoring/contract.ts";
import type { SegmentItem, SegmentsView } from "#server/domains/monitoring/contract-segments.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { useSession } from "../shell/session.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { count, figure, metric, nothing, percent } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { callOf, pathOf } from "./how.tsx";
import { widthWords } from "./query.ts";
import { SegmentBars } from "./segment-bars.tsx";
import { csvOfSegments, segmentLamp, segmentsShown, segmentSort, segmentWords, sortSegments } from "./segment-rows.ts";
import type { Asking } from "./use-monitor.ts";
import { segmentsAsked, type Segments } from "./use-segments.ts";

const tagLines = `from mlflow import MlflowClient
MlflowClient().set_model_version_tag("MODEL", "VERSION", "signalbox.segment_features", "origin,carrier")`;

const qualityText = (item: SegmentItem, task: SegmentsView["task"]) => (item.quality === null ? nothing : task === "regression" ? figure(item.quality.mae) : percent(item.quality.accuracy, 1));

const columnsFor = ({ chosen, choose, task }: { chosen: string | undefined; choose: (item: SegmentItem) => void; task: SegmentsView["task"] }): Column<SegmentItem>[] => [
  { key: "state", head: "State", slot: "trail", className: "w-36", cell: (row) => <Lamp state={segmentLamp(row.verdict)} word={row.verdict === "undecided" ? "Undecided" : undefined} /> },
  {
    key: "segment", head: "Segment", sort: "segment", slot: "lead",
    cell: (row) => <button type="button" aria-pressed={row.segment === chosen} onClick={() => choose(row)} className={cx("sb-row-link text-left font-medium [overflow-wrap:anywhere]", row.segment === chosen && "text-accent")}>{segmentWords(row)}</button>,
  },
  { key: "rows", head: "Rows", sort: "rows", largestFirst: true, right: true, slot: "under-trail", cell: (row) => <>{count(row.rows)}<span className="md:hidden"> rows</span></> },
  { key: "share", head: "Share, baseline", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{percent(row.share, 1)}, {percent(row.baselineShare, 1)}</span> },
  { key: "psi", head: "PSI", sort: "drift", largestFirst: true, right: true, slot: "under", cell: (row) => <><span className="md:hidden">PSI </span>{metric(row.psi)}</> },
  { key: "lower", head: "At least", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{metric(row.psiLower)}</span> },
  { key: "feature", head: "Worst column", slot: "hide", className: "md:pl-5", cell: (row) => <span className="text-ink-2">{row.feature ?? (row.rows < minimumRows ? `under ${minimumRows} rows` : nothing)}</span> },
  { key: "quality", head: task === "regression" ? "MAE" : "Accuracy", sort: "quality", largestFirst: true, right: true, slot: "hide", cell: (row) => <span title={row.quality === null ? undefined : `${count(row.quality.labelled)} labels`}>{qualityText(row, task)}</span> },
];

const how = (
  <>
    <p>Rows are counted by the {`50`} values of each input that are most frequent in the baseline; all others, and missing ones, are its rest. A segment is compared with the baseline&apos;s rows of the same segment, on the same frozen bins; its number is that of the column that drifted most, clocks and the input itself apart.</p>
    <p><em>At least</em> is the certified lower bound of the true PSI under independent rows. The chance of a false word is shared by all columns and all segments, so that looking at more does not cry wolf more often. A lamp needs {minimumRows} rows, and a window that is the drift window or whole days: segments keep no hours of the week.</p>
    <p>Accuracy or error is of the labelled rows of the segment, in the window of their predictions.</p>
  </>
);

/** Address of the same page with segments in another order. */
function useSortHref(): (sort: string) => string {
  const path = usePathname();
  const params = useSearchParams();
  return (sort) => {
    const next = new URLSearchParams(params);
    if (sort === "-drift") next.delete("by");
    else next.set("by", sort);
    return next.size === 0 ? path : `${path}?${next.toString()}`;
  };
}

function SegmentsTable({ view, asking, shown }: { view: SegmentsView; asking: Asking; shown: readonly SegmentItem[] }) {
  const { ask, segment } = asking;
  const href = useSortHref();
  const { by, down } = segmentSort(asking.by);
  const columns = useMemo(() => columnsFor({ chosen: segment, task: view.task, choose: (item) => ask({ segment: item.segment === segment ? null : item.segment, ...(item.feature === null ? {} : { feature: item.feature }) }) }), [ask, segment, view.task]);
  return <Table label="Segments" columns={columns} rows={shown} rowKey={(row) => row.segment} rowClass={(row) => cx("sb-opens", row.segment === segment && "bg-accent-soft")} sorting={{ value: `${down ? "-" : ""}${by}`, href }} />;
}

/** Drift and quality by the values of a few inputs, the worst first; a click shows the table and the distribution of that segment's rows alone. */
export function SegmentsPanel({ page, asking, segments: { all, problem, retry } }: { page: MonitorView; asking: Asking; segments: Segments }) {
  const { origin } = useSession();
  if (all === undefined) return problem === null ? <Skeleton className="h-72 rounded-panel" /> : <Panel title="Segments"><ErrorState happened={`Segments could not be read. ${problem}`} stays="What is counted stays counted." retry={retry} /></Panel>;
  const notes = all.notes.map((note) => <span key={note} className="block text-body text-ink-2">{note}</span>);
  if (all.inputs.length === 0) return <Panel title="Segments"><EmptyState title="Rows are not segmented" lines={tagLines} lang="Python lines">{all.notes.length > 0 ? notes : "Name up to three categorical inputs in a tag of the version before its first release asks to serve; drift and quality are then told by their values."}</EmptyState></Panel>;
  const counted = all.items.some((item) => item.rows > 0);
  if (!counted) return <Panel title="Segments" note={all.inputs.join(", ")}><EmptyState title="No rows in this time">Segments by {all.inputs.join(" and ")} stand here a minute after the first predictions. {notes}</EmptyState></Panel>;
  const sorted = sortSegments(all.items, asking.by);
  const shown = asking.allSegments ? sorted : sorted.slice(0, segmentsShown);
  const table = <SegmentsTable view={all} asking={asking} shown={shown} />;
  const { model: _model, ...asked } = segmentsAsked(page, asking);
  return (
    <ChartPanel title="Segments" note={`by ${all.inputs.join(" and ")}, the last ${widthWords(all.windowSeconds)} of whole minutes`} legend={<Legend items={[{ name: "at least", tone: 1 }, { name: "estimate", tone: "fill" }]} />}
      more={{ how, numbers: [["From", `${all.from.slice(0, 19).replace("T", " ")} UTC`], ["To", `${all.to.slice(0, 19).replace("T", " ")} UTC`], ["Baseline", all.baselineRows === null ? nothing : `${count(all.baselineRows)} rows`], ["Chance of a false word", all.alpha === null ? nothing : all.alpha.toExponential(1)]], csv: () => csvOfSegments(all), call: callOf(origin, pathOf(page, "segments"), { ...asked, environment: asked.environment === "production" ? undefined : asked.environment }) }}
      table={table}
      foot={<>{notes}PSI of the column that drifted most in the segment, against the baseline&apos;s rows of the same segment. Its rows by {widthWords(all.windowSeconds)}, {all.from.slice(11, 16)} to {all.to.slice(11, 16)} UTC.</>}>
      <SegmentBars items={all.items} />
      {table}
      {sorted.length > segmentsShown ? <PanelFoot><span>{shown.length} of {count(sorted.length)} segments</span><Button onClick={() => asking.ask({ segments: asking.allSegments ? null : "all" })}>{asking.allSegments ? "Show the first" : "Show all"}</Button></PanelFoot> : null}
    </ChartPanel>
  );
}
