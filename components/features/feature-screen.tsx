"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { FeatureDetail } from "#server/domains/features/contract.ts";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { lineageId } from "#server/shared/lineage.ts";
import { paths } from "#server/shared/paths.ts";
import { CrosshairProvider } from "../charts/crosshair.tsx";
import { DistributionPanel } from "../monitoring/distribution-panel.tsx";
import { FeatureDrift } from "../monitoring/feature-drift.tsx";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { readerOf, type Reader } from "./query.ts";
import { readerColumns } from "./reader-columns.tsx";

const kinds: readonly LiveKind[] = ["states.judged", "route.changed", "version.created"];
const folds: readonly LiveKind[] = ["windows.folded", "states.judged"];
const parsers = { model: parseAsString, version: parseAsString, environment: parseAsString };
const refreshMs = 5_000;

/** What one served reader sees of the feature. */
function Seen({ reader, name }: { reader: Reader; name: string }) {
  const trpc = useTRPC();
  const input = useMemo(() => ({ model: reader.model, environment: reader.environment, version: Number(reader.version), feature: name, range: "1h" as const }), [reader, name]);
  const filters = useMemo(() => [trpc.monitoring.monitor.queryFilter(input)], [trpc, input]);
  useLiveRefresh(folds, filters, { model: reader.model, everyMs: refreshMs });
  const { data, isError } = useQuery({ ...trpc.monitoring.monitor.queryOptions(input), placeholderData: keepPreviousData, retry: false });
  const where = `${reader.model} v${reader.version} in ${reader.environment}`;
  if (isError) return <Panel title={where}><EmptyState title="This reader does not watch the feature">Its version has no baseline, or the baseline has no column of this name. Open the version to see what its file holds.</EmptyState></Panel>;
  if (data === undefined) return <Skeleton className="h-72 rounded-panel" />;
  return <SeenCharts view={data} where={where} name={name} />;
}

function SeenCharts({ view, where, name }: { view: MonitorView; where: string; name: string }) {
  const environment = view.environment === "staging" ? "staging" : "production";
  if (view.distribution === null) return <Panel title={where}><EmptyState title={`v${view.version} has no baseline yet`}>Baseline and live stand here side by side when there is one.</EmptyState></Panel>;
  return (
    <CrosshairProvider>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] [&>*]:min-w-0">
        <DistributionPanel view={view.distribution} title="Distribution" share={{ kind: "distribution", model: view.model, environment, feature: name, range: "1h" }} />
        <FeatureDrift view={view} feature={name} />
      </div>
      <p><ButtonLink href={paths.modelMonitoring(view.model, { environment: view.environment, feature: name })}>Monitoring of {where}</ButtonLink></p>
    </CrosshairProvider>
  );
}

/** One feature: who reads it, and how what they see differs from what they were trained on. */
export function FeatureScreen({ initial }: { initial: FeatureDetail }) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.features.get.queryFilter({ name: initial.name })], [trpc, initial.name]);
  useLiveRefresh(kinds, filters);
  const { data: feature } = useQuery({ ...trpc.features.get.queryOptions({ name: initial.name }), initialData: initial });
  const [asked, setAsked] = useQueryStates(parsers);
  const reader = useMemo(() => readerOf(feature, (key) => asked[key]), [feature, asked]);
  const choose = useCallback((next: Reader) => void setAsked(next), [setAsked]);
  const columns = useMemo(() => readerColumns({ reader, choose }), [reader, choose]);
  const served = feature.readers.filter((one) => one.environments.length > 0).length;
  return (
    <>
      <PageHead title={feature.name} mark={feature.lamp === null ? <Lamp state="unknown" word="Not serving" /> : <Lamp state={feature.lamp} />}
        sentence={`${feature.types.join(" or ")}, read by ${plural(feature.versionCount, "version", "versions")} of ${feature.models.join(", ")}; ${served === 0 ? "none of them serves" : plural(served, "of them serves", "of them serve")}.`}
        actions={<ButtonLink href={paths.lineage({ focus: lineageId.feature(feature.name) })}>Lineage</ButtonLink>} />
      {reader === null ? <Panel title="Live"><EmptyState title="Nothing that reads it serves">Baseline and live stand here side by side once a version that reads {feature.name} is promoted.</EmptyState></Panel>
        : <Seen reader={reader} name={feature.name} />}
      <Panel title="Readers" note={`${feature.readers.length}, served ones first`}>
        <Table label={`Versions that read ${feature.name}`} columns={columns} rows={feature.readers} rowKey={(row) => `${row.model} ${row.version}`} />
      </Panel>
    </>
  );
}
