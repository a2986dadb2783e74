import Link from "next/link";
import type { ReactNode } from "react";
import type { ComparedVersion, CompareView, LiveSide } from "#server/shared/compare.ts";
import { lineageId } from "#server/shared/lineage.ts";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { byMetric, bytes, change, count, metric, metricName, milliseconds, nothing, percent, plural, shortDigest } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Tag } from "../ui/tag.tsx";
import { Lasting, Time } from "../ui/time.tsx";

/** One line of the comparison: its name and a cell for each version. */
export type CompareRow = { key: string; head: ReactNode; cells: readonly ReactNode[]; differs: boolean; right?: boolean };
export type CompareSection = { key: string; title: string; note?: string; rows: readonly CompareRow[]; empty: string };

const notServing = <span className="text-mini text-ink-3">not serving</span>;
const none = <span className="text-ink-3">{nothing}</span>;
const verdictTone = { better: "text-clear", worse: "text-danger", same: "text-ink-3", unknown: "text-ink-2" } as const;
const verdictWord = { better: "better", worse: "worse", same: "same", unknown: "" } as const;
const differ = (values: readonly unknown[]): boolean => values.some((value) => value !== values[0]);

/** A line about each of them: by the text that is compared, and how it is shown. */
export const aboutLine = <Item,>(items: readonly Item[]) => (key: string, text: (item: Item) => string, shown?: (item: Item) => ReactNode): CompareRow =>
  ({ key, head: key, differs: differ(items.map(text)), cells: items.map((item) => (text(item) === "" ? none : (shown ?? text)(item))) });

/** Without the lines that say nothing of any. */
export const saying = (rows: readonly CompareRow[]): CompareRow[] => rows.filter((line) => line.cells.some((cell) => cell !== none));

function aboutRows(versions: readonly ComparedVersion[]): CompareRow[] {
  const row = aboutLine(versions);
  return saying([
    row("Serves in", (one) => one.serving.map((route) => route.environment).join(" "), (one) => one.serving.map((route) => <div key={route.environment}>{route.environment} <span className="text-ink-3"><Lasting at={route.since} /></span></div>)),
    row("Aliases", (one) => one.aliases.join(" "), (one) => <span className="inline-flex flex-wrap gap-1">{one.aliases.map((alias) => <Tag key={alias}>@{alias}</Tag>)}</span>),
    row("Registered by", (one) => one.createdBy),
    row("Registered", (one) => one.createdAt, (one) => <Time at={one.createdAt} />),
    row("Data set", (one) => one.datasets.map((set) => `${set.name} ${set.digest}`).join(" "), (one) => one.datasets.map((set) => (
      <div key={set.id}><Link className="sb-link" href={paths.lineage({ focus: lineageId.dataset(set.id) })}>{set.name}</Link> <span className="text-ink-3">{shortDigest(set.digest)}{set.context === null ? "" : `, ${set.context}`}</span></div>
    ))),
    row("Run", (one) => one.run?.runId ?? "", (one) => (one.run === null ? none : <><Link className="sb-link" href={paths.run(one.run.experimentId, one.run.runId)}>{one.run.name}</Link> <span className="text-ink-3">{one.run.experimentName}</span></>)),
    row("Frozen by", (one) => one.frozenBy ?? "", (one) => (one.frozenBy === null ? none : <Link className="sb-link" href={paths.release(one.frozenBy)}>release {one.frozenBy}</Link>)),
    row("Baseline", (one) => (one.baseline.state === "ready" ? `${count(one.baseline.rows ?? 0)} rows` : one.baseline.state)),
    row("Stage", (one) => (one.stage === "None" ? "" : one.stage)),
    row("Files", (one) => (one.artifactCount === 0 ? "" : `${plural(one.artifactCount, "file", "files")}, ${bytes(one.artifactsBytes)}`)),
    row("Description", (one) => one.description ?? ""),
  ]);
}

function metricCell(cell: CompareView["metrics"][number]["cells"][number]): ReactNode {
  if (cell.value === null) return none;
  return <>{metric(cell.value)}{cell.change === null ? null : <span className={cx("block text-mini whitespace-nowrap", verdictTone[cell.verdict])}>{change(cell.change)}{verdictWord[cell.verdict] === "" ? "" : ` ${verdictWord[cell.verdict]}`}</span>}</>;
}

export function metricRowsOf(metrics: CompareView["metrics"]): CompareRow[] {
  return metrics.toSorted((a, b) => byMetric(a.key, b.key)).map((row) => ({
    key: row.key, differs: row.differs, right: true,
    head: <>{metricName(row.key)}{row.direction === "unknown" ? null : <span className="block text-mini text-ink-3">{row.direction} is better</span>}</>,
    cells: row.cells.map(metricCell),
  }));
}

const textCell = (value: string | null): ReactNode => (value === null ? none : <code className="text-note">{value === "" ? "(empty)" : value}</code>);

export const textRowsOf = (rows: CompareView["params"]): CompareRow[] => rows.map((row) => ({
  key: row.key, head: <code className="text-note">{row.key}</code>, differs: row.differs,
  cells: row.values.map(textCell),
}));

const stateTone = { same: "text-ink-2", added: "text-clear", removed: "text-danger", changed: "text-caution" } as const;

function callersCell(version: ComparedVersion, index: number): ReactNode {
  if (index === 0) return <span className="text-ink-3">reference</span>;
  return version.breaking.length === 0 ? "need not change" : <span className="text-danger">{version.breaking.join("; ")}</span>;
}

const typeCell = (cell: CompareView["signature"][number]["cells"][number]): ReactNode =>
  <>{cell.type === null ? none : <code className="text-note">{cell.type}</code>}{cell.state === "same" ? null : <span className={`block text-mini ${stateTone[cell.state]}`}>{cell.state}</span>}</>;

function signatureRowsOf(view: CompareView): CompareRow[] {
  const breaks: CompareRow[] = view.versions.some((version) => version.breaking.length > 0)
    ? [{ key: "callers", head: "For callers", differs: true, cells: view.versions.map(callersCell) }] : [];
  return [...breaks, ...view.signature.map((row): CompareRow => ({
    key: `${row.role} ${row.name}`, differs: row.differs, head: <><code className="text-note">{row.name}</code><span className="block text-mini text-ink-3">{row.role}</span></>,
    cells: row.cells.map(typeCell),
  }))];
}

type File = { size: number; sha256: string };
function fileCell(file: File | null, reference: File | null): ReactNode {
  if (file === null) return none;
  const same = reference?.sha256 === file.sha256;
  return (
    <><code className="text-note" title={file.sha256}>{shortDigest(file.sha256)}</code> <span className="text-ink-3">{bytes(file.size)}</span>
      {reference === null ? null : <span className={`block text-mini ${same ? "text-ink-3" : "text-caution"}`}>{same ? "same" : "different"}</span>}</>
  );
}

const fileRowsOf = (view: CompareView): CompareRow[] => view.artifacts.map((row) => ({
  key: row.path, differs: row.differs, head: <code className="text-note">{row.path}</code>,
  cells: row.cells.map((cell, index) => fileCell(cell, index === 0 ? null : row.cells[0] ?? null)),
}));

function liveRowsOf(view: CompareView): CompareRow[] {
  const environments = [...new Set(view.live.map((side) => side.environment))];
  return environments.flatMap((environment): CompareRow[] => {
    const sides = view.versions.map((version) => view.live.find((side) => side.ref === version.ref && side.environment === environment));
    const row = (head: string, shown: (side: LiveSide) => ReactNode): CompareRow => ({ key: `${environment} ${head}`, head: <>{head}<span className="block text-mini text-ink-3">{environment}</span></>, differs: true, right: true, cells: sides.map((side) => (side === undefined ? notServing : shown(side))) });
    const psi = (side: LiveSide) => side.columns.filter((column) => column.psi !== null && column.lamp !== "clock").toSorted((a, b) => (b.psi ?? 0) - (a.psi ?? 0)).slice(0, 3);
    return [
      row("Drift", (side) => <><Lamp state={side.lamp} />{side.judgedAt === null ? null : <span className="block text-mini text-ink-3">judged <Time at={side.judgedAt} />, {count(side.judgedRows ?? 0)} rows</span>}</>),
      row("PSI, highest", (side) => (psi(side).length === 0 ? none : psi(side).map((column) => <div key={column.column} className="whitespace-nowrap"><Link className="sb-link" href={paths.modelMonitoring(view.versions.find((one) => one.ref === side.ref)?.model ?? "", { environment: environment === "production" ? undefined : environment, feature: column.column })}>{column.column}</Link> {metric(column.psi)}</div>))),
      row("Requests", (side) => count(side.requests)),
      row("Failed", (side) => (side.requests === 0 ? none : percent(side.errors / side.requests))),
      row("Latency p50", (side) => milliseconds(side.p50Ms)), row("Latency p95", (side) => milliseconds(side.p95Ms)), row("Latency p99", (side) => milliseconds(side.p99Ms)),
    ];
  });
}

const minutes = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)}`;

/** Everything there is to compare, in the order in which it is read. */
export function sectionsOf(view: CompareView): CompareSection[] {
  const window = view.live[0];
  return [
    { key: "about", title: "About", rows: aboutRows(view.versions), empty: "" },
    { key: "metrics", title: "Metrics", note: "change against the reference", rows: metricRowsOf(view.metrics), empty: "No metric was logged." },
    { key: "live", title: "Live", note: window === undefined ? undefined : `requests and latency from ${minutes(window.from)} to ${minutes(window.to)} UTC`, rows: liveRowsOf(view), empty: "None of them serves." },
    { key: "params", title: "Parameters", rows: textRowsOf(view.params), empty: "No parameter was logged." },
    { key: "tags", title: "Tags", rows: textRowsOf(view.tags), empty: "None has a tag." },
    { key: "signature", title: "Signature", rows: signatureRowsOf(view), empty: "No signature was logged." },
    { key: "files", title: "Files", note: view.artifactsLeftOut > 0 ? `${count(view.artifactsLeftOut)} more are not shown` : undefined, rows: fileRowsOf(view), empty: "None has files here." },
  ];
}
