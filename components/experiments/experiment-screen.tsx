"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { runCountLimit, type ExperimentView, type RunItem, type RunsPage } from "#server/domains/registry/contract-runs.ts";
import { paths } from "#server/shared/paths.ts";
import { usePicked, type Comparable } from "../compare/use-picked.tsx";
import { useCrumb } from "../shell/crumb-names.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time, useNow } from "../ui/time.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import { runsHref, type RunsQuery } from "./query.ts";
import { runColumns } from "./run-columns.tsx";
import { RunsFilter } from "./runs-filter.tsx";
import { countUpTo } from "./words.ts";

const comparable: Comparable<RunItem> = { kind: "runs", refOf: (row) => row.runId, nameOf: (row) => row.name };
const runningMs = 5_000;
const empty: RunsPage = { columns: [], items: [], nextCursor: null };

function Sentence({ experiment }: { experiment: ExperimentView }) {
  if (experiment.lastRunAt === null) return <>No run was logged to it yet.</>;
  return <>{countUpTo(experiment.runs, runCountLimit)} {experiment.runs === 1 ? "run" : "runs"}, the last <Time at={experiment.lastRunAt} />.</>;
}

/** An experiment's runs, what they logged as columns. */
export function ExperimentScreen({ experiment, input, initial, refusal }: { experiment: ExperimentView; input: RunsQuery; initial: RunsPage | null; refusal: string | null }) {
  const trpc = useTRPC();
  const now = useNow();
  const { data = empty } = useQuery({
    ...trpc.runs.list.queryOptions(input), initialData: initial ?? undefined, enabled: refusal === null, placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some((run) => run.status === "RUNNING") ? runningMs : false),
  });
  useCrumb(paths.experiment(experiment.id), experiment.name);
  const { column: pick, lever: compare } = usePicked(comparable, (refs) => paths.compareRuns(experiment.id, refs));
  const columns = useMemo(() => [pick, ...runColumns(data.columns, now)], [pick, data.columns, now]);
  const plain = input.filter === undefined && input.status === undefined && input.cursor === undefined && !input.deleted;
  return (
    <>
      <PageHead title={experiment.name} mark={experiment.deleted ? <Tag>deleted</Tag> : null} sentence={<Sentence experiment={experiment} />} actions={<><ColumnChooser input={input} shown={data.columns} />{data.items.length > 1 ? compare : null}</>}>
        {experiment.description ? <p className="max-w-[80ch] whitespace-pre-line text-ink-2">{experiment.description}</p> : null}
      </PageHead>
      <RunsFilter input={input} note={`${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel>
        {data.items.length > 0 ? (
          <div role="region" aria-label="Runs, scrolls sideways" tabIndex={0} className="overflow-x-auto">
            <Table label={`Runs of ${experiment.name}`} columns={columns} rows={data.items} rowKey={(row) => row.runId} href={(row) => paths.run(experiment.id, row.runId)} opens="name" sorting={{ value: input.sort, href: (sort) => runsHref({ ...input, sort, cursor: undefined }) }} />
          </div>
        ) : refusal !== null ? <EmptyState title="The filter was not understood">Nothing was searched. {refusal}</EmptyState>
          : <EmptyState title={plain ? "Runs stand here" : "No run fits"} lines={plain ? `mlflow.set_experiment("${experiment.name}")\nwith mlflow.start_run():\n    mlflow.log_metrics({"roc_auc": 0.71})` : undefined} lang="Python lines">{plain ? "Log one with the MLflow client." : "Runs without the metric, parameter or tag that a comparison names are left out by it."}</EmptyState>}
        <Pager first={input.cursor === undefined ? null : runsHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : runsHref({ ...input, cursor: data.nextCursor })} />
      </Panel>
    </>
  );
}
