"use client";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { debounce, parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import type { ExperimentView } from "#server/domains/registry/contract-runs.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Checkbox } from "../ui/field.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { experimentColumns } from "./experiment-columns.tsx";
import { experimentsHref, type ExperimentsQuery } from "./query.ts";

const typingMs = 250;
const parsers = { query: parseAsString, deleted: parseAsBoolean, cursor: parseAsString };
const firstRunLines = (origin: string): string => `# export MLFLOW_TRACKING_TOKEN=…   a token from Settings
import mlflow
mlflow.set_tracking_uri("${origin}")
mlflow.set_experiment("my-experiment")
with mlflow.start_run():
    mlflow.log_params({"learning_rate": 0.1})
    mlflow.log_metrics({"roc_auc": 0.71})`;

function Filter({ note }: { note: string }) {
  const [searching, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(typingMs), startTransition });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <search className="flex min-w-60 flex-1 items-center gap-2 rounded-control border border-control bg-panel pr-3 pl-2.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent">
        <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input type="search" aria-label="Search experiments by name or tag" value={asked.query ?? ""} onChange={(event) => void setAsked({ query: event.target.value || null, cursor: null })} placeholder="name or tag" className="min-h-8 w-full bg-transparent outline-none placeholder:text-ink-3" />
        <output className="whitespace-nowrap text-ink-3">{searching ? "Searching" : note}</output>
      </search>
      <Checkbox label="Deleted ones" checked={asked.deleted ?? false} onChange={(event) => void setAsked({ deleted: event.target.checked || null, cursor: null })} />
    </div>
  );
}

/** Every experiment, the one that ran last first. */
export function ExperimentsScreen({ input, initial }: { input: ExperimentsQuery; initial: Page<ExperimentView> }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const { data } = useQuery({ ...trpc.experiments.list.queryOptions(input), initialData: initial });
  const ran = data.items.filter((item) => item.lastRunAt !== null).length;
  const plain = input.query === undefined && input.cursor === undefined && !input.deleted;
  return (
    <>
      <PageHead title="Experiments" sentence={plain ? `${data.nextCursor === null ? "" : "The first "}${plural(data.items.length, "experiment", "experiments")}, ${ran === 0 ? "none of them with a run yet" : `${ran} with runs`}.` : undefined} />
      <Filter note={`${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel>
        {data.items.length === 0 ? <EmptyState title={input.deleted ? "No deleted experiment fits" : "No experiment fits"}>Part of a name is enough, or a tag&apos;s value; case does not matter.</EmptyState>
          : <Table label="Experiments" columns={experimentColumns} rows={data.items} rowKey={(row) => row.id} href={(row) => paths.experiment(row.id)} opens="name" sorting={{ value: input.sort, href: (sort) => experimentsHref({ ...input, sort: sort as ExperimentsQuery["sort"], cursor: undefined }) }} />}
        <Pager first={input.cursor === undefined ? null : experimentsHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : experimentsHref({ ...input, cursor: data.nextCursor })} />
      </Panel>
      {plain && ran === 0 ? <Panel title="Log the first run"><EmptyState title="Runs come from the MLflow client you already have" lines={firstRunLines(origin)} lang="Python lines" /></Panel> : null}
    </>
  );
}
