"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { listStorageInput, StorageItem, StorageSummary } from "#server/domains/monitoring/contract-storage.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import type { z } from "zod";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { bytes, count, nothing, plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SearchBox } from "../ui/search-box.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { TermsForm } from "./terms-form.tsx";
import { keptWords, storageSentence, widthName } from "./words.ts";

export type StorageQuery = z.output<typeof listStorageInput>;
type Width = StorageSummary["widths"][number];
const kinds: readonly LiveKind[] = ["storage.changed"];

const widthColumns: Column<Width>[] = [
  { key: "width", head: "Width", slot: "lead", cell: (row) => <span className="font-medium">{widthName(row.widthSeconds)}</span> },
  { key: "kept", head: "Kept", slot: "under", cell: (row) => <><span className="md:hidden">kept </span>{keptWords(row.keptSeconds)}</> },
  { key: "from", head: "All there since", slot: "under-trail", className: "text-ink-2", cell: (row) => row.from === null ? "the beginning" : <time dateTime={row.from}>{row.from.slice(0, 10)}</time> },
  { key: "rows", head: "Windows", right: true, slot: "hide", cell: (row) => count(row.rows) },
  { key: "bytes", head: "Bytes", right: true, slot: "trail", cell: (row) => bytes(row.bytes) },
];

const ofWidth = (row: StorageItem, seconds: number) => row.widths.find((width) => width.widthSeconds === seconds);
const modelColumns = (widths: readonly number[]): Column<StorageItem>[] => [
  { key: "model", head: "Model", sort: "name", slot: "lead", cell: (row) => <span className="font-medium">{row.model}</span> },
  ...widths.map((seconds): Column<StorageItem> => ({ key: String(seconds), head: widthName(seconds), right: true, slot: "hide", cell: (row) => { const own = ofWidth(row, seconds); return own ? <span title={`${count(own.rows)} windows`}>{bytes(own.bytes)}</span> : <span className="text-ink-3">{nothing}</span>; } })),
  { key: "rows", head: "Windows", right: true, slot: "under", cell: (row) => <>{count(row.rows)}<span className="md:hidden"> windows</span></> },
  { key: "bytes", head: "Bytes", sort: "bytes", largestFirst: true, right: true, slot: "trail", cell: (row) => bytes(row.bytes) },
  { key: "measured", head: "Measured", slot: "under-trail", className: "text-ink-3 md:pl-5", cell: (row) => <Time at={row.measuredAt} /> },
];

function Kept({ summary }: { summary: StorageSummary }) {
  const { deltas, samples, artifacts, database } = summary;
  return (
    <Panel title="Beside the windows" padded>
      <Facts items={[
        ["Flushes", `about ${count(deltas.rows)} in ${bytes(deltas.bytes)}, each kept a day after it was folded`],
        ["Waiting", deltas.waiting === 0 ? "none waits to be folded" : <span key="waiting">{plural(deltas.waiting, "waits", "wait")} to be folded{deltas.oldestWaitingAt ? <>, the oldest came <Time at={deltas.oldestWaitingAt} /></> : null}</span>],
        ["Spools", <span key="spools">on the disk of each serving process, until the database has taken them: <code className="text-note">signalbox_serving_spool_bytes</code> of its <code className="text-note">/metrics</code></span>],
        ["Sampled rows", samples.on ? <span key="samples">{plural(samples.rows, "window", "windows")} of ten minutes in {bytes(samples.bytes)}, kept {plural(samples.keptDays, "day", "days")}{samples.oldestAt ? <>; the oldest began <Time at={samples.oldestAt} /></> : null}</span> : <span key="samples">none: <code className="text-note">SIGNALBOX_SAMPLES</code> is off</span>],
        ["Artifacts", `${plural(artifacts.files, "file", "files")}, ${bytes(artifacts.bytes)}`],
        ["Database", `${bytes(database.bytes)} with all indexes, ${bytes(database.windowsBytes)} of it windows`],
      ]} />
    </Panel>
  );
}

/** What is kept, how much of it, for how long. */
export function StorageScreen({ input, summary: firstSummary, initial }: { input: StorageQuery; summary: StorageSummary; initial: Page<StorageItem> }) {
  const trpc = useTRPC();
  const [changing, setChanging] = useState(false);
  const mayChange = useMay("serving.administer");
  const filters = useMemo(() => [trpc.storage.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data: summary } = useQuery({ ...trpc.storage.summary.queryOptions(), initialData: firstSummary });
  const { data } = useQuery({ ...trpc.storage.list.queryOptions(input), initialData: initial });
  const columns = useMemo(() => modelColumns(summary.widths.map((width) => width.widthSeconds)), [summary.widths]);
  const sort = input.sort === storageDefault ? undefined : input.sort;
  const none = data.items.length === 0;
  return (
    <>
      <PageHead title="Storage" sentence={storageSentence(summary)} />
      <div className="grid items-start gap-4 lg:grid-cols-2 [&>*]:min-w-0">
        <Panel title="Windows by width" note="all models" actions={<Button disabledReason={mayChange ? null : "An administrator changes the terms."} onClick={() => setChanging(true)}>Change the terms</Button>}>
          <Table label="Windows by width" columns={widthColumns} rows={summary.widths} rowKey={(row) => String(row.widthSeconds)} />
          <PanelFoot>Each flush is added to a window of every width at once. Whole days go at a time, so a term keeps up to a day more.</PanelFoot>
        </Panel>
        <Kept summary={summary} />
      </div>
      <SearchBox label="Search models by name" placeholder="name of a model" note={`${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel title="By model" note="bytes of counters and sketches, without indexes">
        {none ? <EmptyState title={input.query ? "No model has that in its name" : "What each model's windows weigh stands here"}>{input.query ? "Part of a name is enough; case does not matter." : "Models are measured every ten minutes; the first pass comes within seconds of the worker's start."}</EmptyState>
          : <Table label="Storage by model" columns={columns} rows={data.items} rowKey={(row) => row.model} href={(row) => paths.model(row.model)} opens="model" sorting={{ value: input.sort, href: (next) => paths.storage({ query: input.query, sort: next === "bytes" ? storageDefault : next.replace(/^-name$/, "name") }) }} />}
        <Pager first={input.cursor === undefined ? null : paths.storage({ query: input.query, sort })} next={data.nextCursor === null ? null : paths.storage({ query: input.query, sort, cursor: data.nextCursor })} />
      </Panel>
      <Dialog title="How long windows are kept" open={changing} onClose={() => setChanging(false)}><TermsForm terms={summary.terms} close={() => setChanging(false)} /></Dialog>
    </>
  );
}

const storageDefault = "-bytes";
