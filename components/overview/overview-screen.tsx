"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import type { OverviewView } from "#server/shared/overview.ts";
import { paths } from "#server/shared/paths.ts";
import { worstLamp } from "#server/shared/lamps.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { span } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { LatestDecisions, NewestVersions } from "./lists.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { overviewSentence } from "./sentence.ts";
import { servingColumns } from "./serving-columns.tsx";

const kinds: readonly LiveKind[] = ["windows.folded", "states.judged", "route.changed", "release.requested", "release.decided", "release.changed", "version.created"];
const refreshMs = 2_000;
const environments = ["production", "staging"] as const;
const choices = [{ value: "production", text: "Production" }, { value: "staging", text: "Staging" }] as const;

export function OverviewScreen({ initial }: { initial: OverviewView }) {
  const trpc = useTRPC();
  const [environment, setEnvironment] = useQueryState("environment", parseAsStringLiteral(environments).withDefault("production").withOptions({ shallow: false, clearOnDefault: true }));
  const filters = useMemo(() => [trpc.overview.get.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { everyMs: refreshMs });
  const { data: view } = useQuery({ ...trpc.overview.get.queryOptions({ environment: initial.environment }), initialData: initial });
  const reach = span((Date.parse(view.to) - Date.parse(view.from)) / 1000);
  const columns = useMemo(() => servingColumns(reach), [reach]);
  return (
    <>
      <PageHead title="Overview" mark={view.serving.length > 0 ? <Lamp state={worstLamp(view.serving.map((item) => item.lamp))} /> : null} sentence={overviewSentence(view)} />
      <NeedsYou view={view} />
      <Panel title="Serving now" note={`${view.environment} · last ${reach}`} actions={<SegmentedControl label="Environment" options={choices} value={environment} onChange={(next) => void setEnvironment(next)} />}>
        {view.serving.length === 0 ? <EmptyState title={`Nothing serves in ${view.environment}`}>Open a version, press Request promotion, and let an approver decide: from then on it stands here with its traffic and its drift.</EmptyState>
          : <Table label={`Serving now in ${view.environment}`} columns={columns} rows={view.serving} rowKey={(row) => row.model} href={(row) => paths.modelMonitoring(row.model, { environment: view.environment === "production" ? undefined : view.environment })} opens="model" />}
      </Panel>
      <div className="grid gap-4 lg:grid-cols-2"><LatestDecisions items={view.latestDecisions} /><NewestVersions items={view.newestVersions} /></div>
    </>
  );
}
