"use client";
import { useQuery } from "@tanstack/react-query";
import type { RunView } from "#server/domains/registry/contract-runs.ts";
import { paths } from "#server/shared/paths.ts";
import { useCrumb } from "../shell/crumb-names.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Tag } from "../ui/tag.tsx";
import { useNow } from "../ui/time.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { ModelsPanel } from "./models-panel.tsx";
import { RegisterButton } from "./register-dialog.tsx";
import { StatusWord } from "./run-columns.tsx";
import { AboutPanel, FilesPanel, InputsPanel, MetricsPanel, ParamsPanel } from "./run-panels.tsx";
import { tookText } from "./words.ts";

const runningMs = 3_000;

function sentence(run: RunView, nowMs: number): string {
  const registered = run.versions.length === 0 ? "Nothing is registered from it." : `Registered as ${run.versions.slice(0, 3).map((one) => `${one.model} v${one.version}`).join(", ")}${run.versions.length > 3 ? ` and ${run.versions.length - 3} more` : ""}.`;
  const took = tookText(run, nowMs);
  return `${took === "–" ? "" : run.endedAt === null ? `Running for ${took.replace(" so far", "")}. ` : `Took ${took}. `}${registered}`;
}

/** One run: what it read, what it logged, what it made, and what was registered from it. */
export function RunScreen({ initial }: { initial: RunView }) {
  const trpc = useTRPC();
  const now = useNow();
  useCrumb(paths.experiment(initial.experimentId), initial.experimentName);
  useCrumb(paths.run(initial.experimentId, initial.runId), initial.name);
  const { data: run } = useQuery({ ...trpc.runs.get.queryOptions({ runId: initial.runId }), initialData: initial, refetchInterval: (query) => (query.state.data?.status === "RUNNING" ? runningMs : false) });
  return (
    <>
      <PageHead title={run.name} mark={<><StatusWord status={run.status} />{run.deleted ? <Tag>deleted</Tag> : null}</>} sentence={sentence(run, now)} actions={<RegisterButton run={run} />} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <div className="grid gap-4"><ModelsPanel run={run} /><HistoryPanel run={run} /><ParamsPanel run={run} /><FilesPanel run={run} /></div>
        <div className="grid gap-4"><MetricsPanel run={run} /><InputsPanel run={run} /><AboutPanel run={run} /></div>
      </div>
    </>
  );
}
