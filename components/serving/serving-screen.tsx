"use client";
import { useQuery } from "@tanstack/react-query";
import type { FleetPage } from "#server/domains/monitoring/contract-fleet.ts";
import type { ReplicaView } from "#server/domains/serving/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { count, plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { BackendsPanel } from "./backends-panel.tsx";
import { FleetPanel, type FleetQuery } from "./fleet-panel.tsx";
import { PredictPanel } from "./predict-panel.tsx";
import { ReplicaPanel } from "./replica-panel.tsx";

/** Processes say every second that they live; nothing else tells that one stopped. */
const lookAgainMs = 3_000;

function sentence(totals: FleetPage["totals"], replicas: readonly ReplicaView[]): string {
  const alive = replicas.filter((replica) => replica.alive).length;
  const routes = totals.reduce((sum, total) => sum + total.routes, 0);
  if (alive === 0) return replicas.length === 0 ? "No serving process has reported yet." : "No serving process reports at the moment; predictions may fail.";
  return `${plural(alive, "process answers", "processes answer")} for ${plural(routes, "route", "routes")} in ${plural(totals.length, "environment", "environments")}. They follow a promotion within a second, and go on without the database.`;
}

/** Every model that serves, and the processes that do it. */
export function ServingScreen({ input, fleet, replicas: firstReplicas, backends }: { input: FleetQuery; fleet: FleetPage; replicas: ReplicaView[]; backends: Parameters<typeof BackendsPanel>[0]["first"] }) {
  const trpc = useTRPC();
  const { data: replicas } = useQuery({ ...trpc.serving.replicas.queryOptions(), initialData: firstReplicas, refetchInterval: lookAgainMs });
  const [example] = fleet.items;
  return (
    <>
      <PageHead title="Serving" sentence={sentence(fleet.totals, replicas)} actions={<ButtonLink href={paths.servingAt()}>What served when</ButtonLink>} />
      <FleetPanel input={input} initial={fleet} />
      {replicas.length === 0 ? <Panel title="Processes"><EmptyState title="Serving processes stand here" lines="npm start" lang="command">Each reports itself within a second of its start, with what it has loaded.</EmptyState></Panel>
        : replicas.map((replica) => <ReplicaPanel key={replica.id} replica={replica} />)}
      <BackendsPanel first={backends} replicas={replicas} />
      {example ? <PredictPanel model={example.model} version={example.version} environment={input.environment} /> : null}
      <p className="text-note text-ink-3">{count(replicas.length)} known; one that has not reported for ten seconds counts as stopped.</p>
    </>
  );
}
