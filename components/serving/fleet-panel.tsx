"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import type { z } from "zod";
import { fleetDays, type FleetItem, type FleetPage, type listFleetInput } from "#server/domains/monitoring/contract-fleet.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { count, milliseconds, nothing, percent, plural, rate, version } from "../ui/format.ts";
import { HeatStrip } from "../ui/heat-strip.tsx";
import { Lamp } from "../ui/lamp.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SearchBox } from "../ui/search-box.tsx";
import { Spark } from "../ui/spark.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

export type FleetQuery = z.output<typeof listFleetInput>;
const kinds: readonly LiveKind[] = ["route.changed", "states.judged"];
/** The worker sums every fifteen seconds. */
const lookAgainMs = 15_000;
const errorsOver = 0.01;

const columnsOf = (environment: string, daySeconds: number): Column<FleetItem>[] => {
  const day = daySeconds === 86_400 ? "24 h" : `${daySeconds / 60} min`;
  const days = daySeconds === 86_400 ? `${fleetDays} days` : `${fleetDays} demo days`;
  return [
    { key: "lamp", head: "State", slot: "trail", cell: (row) => <Lamp state={row.lamp} /> },
    { key: "model", head: "Model", sort: "name", slot: "lead", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{row.model}<span className="sr-only"> in {environment}</span></span> },
    { key: "version", head: "Serves", slot: "under", cell: (row) => <span className="whitespace-nowrap text-ink-2"><Link href={paths.release(row.releaseId)} className="relative z-10 hover:sb-link"><code className="text-note">{version(row.version)}</code></Link> since <Time at={row.since} /></span> },
    { key: "rate", head: "Requests/s", sort: "requests", largestFirst: true, right: true, slot: "under-trail", cell: (row) => <span>{rate(row.requestsPerSecond)}<span className="md:hidden"> requests/s</span></span> },
    { key: "spark", head: day, slot: "hide", className: "max-lg:hidden", cell: (row) => <Spark points={row.spark} label={`${row.model}: ${count(row.requests)} requests in the last ${day}`} /> },
    { key: "errors", head: "Errors", sort: "errors", largestFirst: true, right: true, slot: "hide", cell: (row) => <span className={cx(row.errorShare !== null && row.errorShare >= errorsOver && "text-danger")}>{percent(row.errorShare)}</span> },
    { key: "p99", head: "p99", sort: "p99", largestFirst: true, right: true, slot: "hide", cell: (row) => milliseconds(row.p99Ms) },
    { key: "heat", head: `Drift, ${days}`, sort: "drift", largestFirst: true, slot: "hide", className: "max-lg:hidden md:pl-5", cell: (row) => <HeatStrip values={row.heat} label={`Drift of ${row.model} by day, last ${days}`} /> },
    { key: "alerts", head: "Alerts", right: true, slot: "hide", cell: (row) => row.alerts === 0 ? <span className="text-ink-3">{nothing}</span> : <Link href={paths.alerts({ state: "firing", model: row.model })} className="relative z-10 sb-link text-danger">{count(row.alerts)}</Link> },
    { key: "owner", head: "Owner", slot: "hide", className: "max-lg:hidden", cell: (row) => <span className="text-ink-2">{row.owner ?? nothing}</span> },
  ];
};

/** Every routed model of an environment: how busy, how well it answers, how it drifts, whose it is. */
export function FleetPanel({ input, initial }: { input: FleetQuery; initial: FleetPage }) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.monitoring.fleet.queryFilter(input)], [trpc, input]);
  useLiveRefresh(kinds, filters);
  const { data } = useQuery({ ...trpc.monitoring.fleet.queryOptions(input), initialData: initial, refetchInterval: lookAgainMs });
  const columns = useMemo(() => columnsOf(input.environment, data.daySeconds), [input.environment, data.daySeconds]);
  const routes = data.totals.find((total) => total.environment === input.environment)?.routes ?? 0;
  const here = { environment: input.environment === "production" ? undefined : input.environment, query: input.query, sort: input.sort === "-requests" ? undefined : input.sort };
  return (
    <>
      <SearchBox label="Search the fleet by name" placeholder="name of a model" note={`${data.items.length}${data.nextCursor === null ? "" : "+"} of ${count(routes)} shown`} />
      <Panel title="Fleet" note={`${plural(routes, "model serves", "models serve")} in ${input.environment}`}
        actions={<nav aria-label="Environment" className="flex gap-1.5">{data.totals.map((total) => <ButtonLink key={total.environment} kind={total.environment === input.environment ? "secondary" : "ghost"} href={paths.serving({ ...here, environment: total.environment === "production" ? undefined : total.environment })}>{total.environment}, {count(total.routes)}</ButtonLink>)}</nav>}>
        {data.items.length === 0 ? (
          <EmptyState title={input.query ? "No model that serves has that in its name" : routes > 0 ? "The first sums are under way" : `Nothing serves in ${input.environment}`}>
            {input.query ? "Part of a name is enough; case does not matter." : routes > 0 ? "They come within seconds of the worker's start." : "A route begins with an approved release: ask for one on a version's page."}
          </EmptyState>
        ) : <Table label={`Models that serve in ${input.environment}`} columns={columns} rows={data.items} rowKey={(row) => row.model} href={(row) => paths.modelMonitoring(row.model, { environment: here.environment })} opens="model"
          sorting={{ value: input.sort, href: (next) => paths.serving({ ...here, sort: next === "-requests" || next === "requests" ? undefined : next.replace(/^-?name$/, "name").replace(/^(errors|p99|drift)$/, "-$1") }) }} />}
        <Pager first={input.cursor === undefined ? null : paths.serving(here)} next={data.nextCursor === null ? null : paths.serving({ ...here, cursor: data.nextCursor })} />
        <PanelFoot>Requests/s over the last minute; errors and p99 over the last {data.daySeconds === 86_400 ? "24 hours" : "day of the demo's clock"}; drift is the highest certified PSI of a day. Summed every 15 s.</PanelFoot>
      </Panel>
    </>
  );
}
