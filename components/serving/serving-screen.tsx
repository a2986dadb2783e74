"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EnvironmentView } from "#server/domains/releases/contract.ts";
import type { ReplicaView } from "#server/domains/serving/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { count, plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { PredictPanel } from "./predict-panel.tsx";
import { ReplicaPanel } from "./replica-panel.tsx";
import { routeColumns } from "./route-columns.tsx";

const kinds: readonly LiveKind[] = ["route.changed"];
/** Processes say every second that they live; nothing else tells that one stopped. */
const lookAgainMs = 3_000;

function sentence(environments: readonly EnvironmentView[], replicas: readonly ReplicaView[]): string {
  const alive = replicas.filter((replica) => replica.alive).length;
  const routes = environments.reduce((sum, environment) => sum + environment.routes.length, 0);
  if (alive === 0) return replicas.length === 0 ? "No serving process has reported yet." : "No serving process reports at the moment; predictions may fail.";
  return `${plural(alive, "process answers", "processes answer")} for ${plural(routes, "route", "routes")} in ${plural(environments.length, "environment", "environments")}. They follow a promotion within a second, and go on without the database.`;
}

/** Who serves what since when, and which processes do it. */
export function ServingScreen({ environments: firstEnvironments, replicas: firstReplicas }: { environments: EnvironmentView[]; replicas: ReplicaView[] }) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.environments.list.queryFilter(), trpc.serving.replicas.queryFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data: environments } = useQuery({ ...trpc.environments.list.queryOptions(), initialData: firstEnvironments });
  const { data: replicas } = useQuery({ ...trpc.serving.replicas.queryOptions(), initialData: firstReplicas, refetchInterval: lookAgainMs });
  const shown = environments.toSorted((a, b) => (a.name === b.name ? 0 : a.name === "production" ? -1 : 1));
  const example = shown.flatMap((environment) => environment.routes.map((route) => ({ ...route, environment: environment.name })))[0];
  return (
    <>
      <PageHead title="Serving" sentence={sentence(environments, replicas)} actions={<ButtonLink href={paths.servingAt()}>What served when</ButtonLink>} />
      <div className="grid items-start gap-4 lg:grid-cols-2 [&>*]:min-w-0">
        {shown.map((environment) => (
          <Panel key={environment.name} title={environment.name} note={plural(environment.routes.length, "route", "routes")}>
            {environment.routes.length === 0 ? <EmptyState title={`Nothing serves in ${environment.name}`}>A route begins with an approved release: ask for one on a version&apos;s page.</EmptyState>
              : <Table label={`Routes of ${environment.name}`} columns={routeColumns(environment.name)} rows={environment.routes} rowKey={(row) => row.model} href={(row) => paths.modelMonitoring(row.model, { environment: environment.name })} opens="model" />}
          </Panel>
        ))}
      </div>
      {replicas.length === 0 ? <Panel title="Processes"><EmptyState title="Serving processes stand here" lines="npm start" lang="command">Each reports itself within a second of its start, with what it has loaded.</EmptyState></Panel>
        : replicas.map((replica) => <ReplicaPanel key={replica.id} replica={replica} />)}
      {example ? <PredictPanel model={example.model} version={example.version} environment={example.environment} /> : null}
      <p className="text-note text-ink-3">{count(replicas.length)} known; one that has not reported for ten seconds counts as stopped.</p>
    </>
  );
}
