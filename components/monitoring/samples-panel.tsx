"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import type { SampleKind, SamplesView } from "#server/domains/monitoring/contract-samples.ts";
import { csvOf, fileName, saveAs } from "../charts/save.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { absolute } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { cellText, csvRows, keptText, reasonText, reasonsText, shownColumns } from "./samples-words.ts";
import type { Asking } from "./use-monitor.ts";

const title = "Sampled rows";
const kinds = [{ value: "unusual", text: "Most unusual" }, { value: "uniform", text: "By chance" }] as const satisfies readonly { value: SampleKind; text: string }[];
/** Live charts move each second; the rows are asked for anew every ten. */
const askedEveryMs = 10_000;

function Definition() {
  const [open, setOpen] = useState(false);
  const name = "How rows are chosen";
  return (
    <>
      <IconButton label={name} className="-my-1" onClick={() => setOpen(true)}><CircleHelp size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
      <Dialog title={name} open={open} onClose={() => setOpen(false)}>
        <div className="grid gap-3">
          <p>Of every ten minutes 20 rows are kept that <em>chance</em> picked, each row being as likely, and the 10 <em>most unusual</em>. What stands here is chosen from all windows of the range together.</p>
          <p>How unusual a row is, is the sum over its columns of −ln of the share of the baseline that is like its value, less what a usual row has there: a label by its own share, a number by the share of the baseline at least as far out. Clocks are left out.</p>
          <p>Columns that the tag <code>signalbox.sensitive_features</code> names, on the version or on the model, are never kept; <code>signalbox.samples</code> = <code>off</code> keeps no rows at all.</p>
        </div>
      </Dialog>
    </>
  );
}

const head = "sticky top-0 bg-panel px-2.5 py-1.5 text-left align-bottom font-medium whitespace-nowrap text-ink-2";
const cell = "border-t border-line px-2.5 py-1 align-top whitespace-nowrap";

function Rows({ view, chosen }: { view: SamplesView; chosen: string | undefined }) {
  const columns = shownColumns(view, chosen);
  const unusual = view.kind === "unusual";
  return (
    <div role="region" aria-label={`${title}, the table`} tabIndex={0} className="max-h-96 overflow-auto">
      <table className="w-full border-collapse text-note" aria-label={title}>
        <thead>
          <tr>
            <th scope="col" className={head}>Time, UTC</th>
            {unusual ? <th scope="col" className={cx(head, "min-w-64")}>What is unusual</th> : null}
            {columns.map(({ name, role, sensitive }) => <th key={name} scope="col" className={cx(head, name === chosen && "text-accent")}>{name}{sensitive ? <span className="block font-normal text-ink-3">not kept</span> : role === "output" ? <span className="block font-normal text-ink-3">predicted</span> : null}</th>)}
            <th scope="col" className={head}>Prediction id</th>
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className={cx(cell, "text-left font-normal text-ink-2")}>{row.at.slice(0, 19).replace("T", " ")}</th>
              {unusual ? <td className={cx(cell, "max-w-96 whitespace-normal!")} title={row.reasons.map((reason) => reasonText(reason, row.values)).join("; ")}>{reasonsText(row)}</td> : null}
              {columns.map(({ name, sensitive }) => <td key={name} className={cx(cell, "max-w-48 truncate", name === chosen && "bg-accent-soft", sensitive && "text-ink-3")}>{sensitive ? "" : cellText(Object.hasOwn(row.values, name) ? row.values[name] : null)}</td>)}
              <td className={cx(cell, "max-w-40 truncate font-mono text-ink-2")} title={row.predictionId ?? undefined}>{row.predictionId ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Foot({ view }: { view: SamplesView }) {
  const left = view.rows.some((row) => row.left > 0);
  return (
    <PanelFoot>
      <span>{keptText(view)}. Rows are kept {view.keptDays} {view.keptDays === 1 ? "day" : "days"}{view.until === null ? "" : <>; the oldest of these goes {absolute(Date.parse(view.until))}</>}.{left ? " Rows of many columns are kept up to 4,096 bytes; what does not fit is left out." : ""}</span>
    </PanelFoot>
  );
}

/** Raw rows of the range that were kept: the most unusual with what makes them so, or those that chance picked. */
export function SamplesPanel({ view, asking, chosen }: { view: MonitorView; asking: Asking; chosen: string | undefined }) {
  const trpc = useTRPC();
  const kind = asking.samples;
  const floor = (at: string) => new Date(Math.floor(Date.parse(at) / askedEveryMs) * askedEveryMs).toISOString();
  const to = asking.live ? floor(new Date(Date.parse(view.to) + askedEveryMs - 1).toISOString()) : view.to;
  const asked = useQuery({
    ...trpc.monitoring.samples.queryOptions({ model: view.model, environment: view.environment, version: Number(view.version), from: asking.live ? floor(view.from) : view.from, to, kind, limit: 50 }),
    placeholderData: keepPreviousData, retry: false,
  });
  const found = asked.data;
  const rows = found?.rows ?? [];
  const actions = (
    <>
      <SegmentedControl label="Which rows" options={kinds} value={kind} onChange={(value) => asking.ask({ samples: value === "unusual" ? null : value })} />
      <span className="flex items-center gap-2">
        <Button disabledReason={found === undefined || rows.length === 0 ? "There are no rows to save." : null} onClick={() => { if (found) saveAs(fileName(`${view.model} v${view.version} samples`, "csv"), new Blob([csvOf(csvRows(found, chosen))], { type: "text/csv" })); }}>Save as CSV</Button>
        <Definition />
      </span>
    </>
  );
  const inside = (): ReactNode => {
    if (found === undefined) return asked.error === null ? <Skeleton className="m-3.5 h-48" /> : <ErrorState happened={`Samples could not be read: ${problemOf(asked.error).detail}`} stays="What is kept stays kept." retry={() => void asked.refetch()} />;
    if (found.off !== null) return <EmptyState title="No rows are kept">{found.off}</EmptyState>;
    if (rows.length === 0) return <EmptyState title={kind === "unusual" ? "No unusual row is kept of this range" : "No row is kept of this range"}>{found.counted === 0 ? "Nothing was predicted in it." : `Rows are kept ${found.keptDays} days, from the moment on that the version has a baseline.`}</EmptyState>;
    return <><Rows view={found} chosen={chosen} /><Foot view={found} /></>;
  };
  return <Panel title={title} note={`v${view.version}, as they came`} actions={actions}>{inside()}</Panel>;
}
