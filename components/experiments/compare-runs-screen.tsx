"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ComparedRun, CompareRunsView } from "#server/shared/compare.ts";
import { paths } from "#server/shared/paths.ts";
import { CompareTable, Problems } from "../compare/compare-table.tsx";
import { compareRunsCsv, download } from "../compare/csv.ts";
import { aboutLine, metricRowsOf, saying, textRowsOf, type CompareSection } from "../compare/rows.tsx";
import { useCrumb } from "../shell/crumb-names.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Checkbox } from "../ui/field.tsx";
import { shortDigest, span } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";

type Place = { id: string; name: string };
const only = parseAsStringLiteral(["differences"] as const);
const refreshMs = 5_000;

const registeredAs = (run: ComparedRun) => run.versions.map((one) => `${one.model} v${one.version}`).join(", ");

function sectionsOf({ runs, metrics, params, tags }: CompareRunsView): CompareSection[] {
  const row = aboutLine(runs);
  return [
    {
      key: "about", title: "About", empty: "",
      rows: saying([
        row("Experiment", (run) => run.experimentName, (run) => <Link className="sb-link" href={paths.experiment(run.experimentId)}>{run.experimentName}</Link>),
        row("Status", (run) => run.status.toLowerCase()),
        row("By", (run) => run.user),
        row("Started", (run) => run.startedAt, (run) => <Time at={run.startedAt} />),
        row("Took", (run) => (run.tookSeconds === null ? "" : run.tookSeconds < 1 ? "under 1 s" : span(run.tookSeconds))),
        row("Data set", (run) => run.datasets.map((set) => `${set.name} ${set.digest}`).join(" "), (run) => run.datasets.map((set) => <div key={`${set.name} ${set.digest}`}>{set.name} <span className="text-ink-3">{shortDigest(set.digest)}{set.context === null ? "" : `, ${set.context}`}</span></div>)),
        row("Registered as", registeredAs, (run) => run.versions.map((one) => <div key={`${one.model} ${one.version}`}><Link className="sb-link" href={paths.modelVersion(one.model, one.version)}>{one.model} v{one.version}</Link></div>)),
      ]),
    },
    { key: "metrics", title: "Metrics", note: "as logged last; change against the reference", rows: metricRowsOf(metrics), empty: "No metric was logged." },
    { key: "params", title: "Parameters", rows: textRowsOf(params), empty: "No parameter was logged." },
    { key: "tags", title: "Tags", rows: textRowsOf(tags), empty: "None has a tag." },
  ];
}

/** Runs may share a name: then their ids tell them apart. */
function namesOf(runs: readonly ComparedRun[]): Map<string, string> {
  return new Map(runs.map((run) => [run.runId, runs.filter((one) => one.name === run.name).length > 1 ? `${run.name} ${run.runId.slice(0, 6)}` : run.name]));
}

/** Runs side by side: its address is the comparison. */
export function CompareRunsScreen({ experiment, asked, initial }: { experiment: Place; asked: readonly string[]; initial: CompareRunsView }) {
  const trpc = useTRPC();
  useCrumb(paths.experiment(experiment.id), experiment.name);
  const { data: view } = useQuery({
    ...trpc.compare.runs.queryOptions({ run: [...asked] }), initialData: initial, placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.runs.some((run) => run.status === "RUNNING") ? refreshMs : false),
  });
  const [shown, setShown] = useQueryState("only", only);
  const names = namesOf(view.runs);
  const compared = view.runs.map((run) => ({ ref: run.runId, name: names.get(run.runId) ?? run.name, href: paths.run(run.experimentId, run.runId) }));
  const [reference, ...others] = compared;
  const sentence = reference === undefined ? "Put runs of an experiment side by side."
    : others.length === 0 ? `${reference.name} stands alone; tick another one in the table of runs.` : `${others.map((one) => one.name).join(", ")} against ${reference.name}.`;
  return (
    <>
      <PageHead title="Compare runs" sentence={sentence} actions={<>
        {others.length > 0 ? <Checkbox label="Differences only" checked={shown !== null} onChange={(event) => void setShown(event.target.checked ? "differences" : null)} className="px-1" /> : null}
        {compared.length > 0 ? <Button onClick={() => download(compareRunsCsv(view))}><Download size={15} strokeWidth={1.75} aria-hidden="true" />CSV</Button> : null}
        <ButtonLink href={paths.experiment(experiment.id)}>All runs</ButtonLink>
      </>} />
      <Problems of={view.problems} />
      {view.runs.some((run) => run.deleted) ? <p className="text-ink-2">{view.runs.filter((run) => run.deleted).map((run) => <Tag key={run.runId} className="mr-1.5">{names.get(run.runId)} is deleted</Tag>)}</p> : null}
      {compared.length === 0 ? <Panel><EmptyState title="Nothing is compared yet">Tick up to eight runs in the table of an experiment and press “Compare selected”. The address of this page is the comparison: send it to somebody.</EmptyState></Panel>
        : <CompareTable compared={compared} sections={sectionsOf(view)} differencesOnly={shown !== null} href={(refs) => paths.compareRuns(experiment.id, refs, { only: shown ?? undefined })} />}
    </>
  );
}
