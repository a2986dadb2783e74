"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { severities, type AlertView } from "#server/domains/monitoring/contract-alerts.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { cx } from "../ui/cx.ts";
import { numberWord } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { alertColumns } from "./alert-columns.tsx";
import { severityWords } from "./marks.tsx";
import { alertsHref, alertViews, listInput, shownWords, type AlertsQuery } from "./query.ts";

export const alertKinds: readonly LiveKind[] = ["alert.changed"];
const pill = (on: boolean) => cx("rounded-control border px-2.5 py-1 whitespace-nowrap", on ? "border-accent bg-accent-soft text-accent" : "border-line-2 bg-panel text-ink-2 hover:text-ink");

function Filter({ query }: { query: AlertsQuery }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label="State of the alerts" className="flex flex-wrap gap-1.5">
        {alertViews.map((shown) => <Link key={shown} href={alertsHref({ ...query, shown, cursor: undefined })} aria-current={query.shown === shown ? "true" : undefined} scroll={false} className={pill(query.shown === shown)}>{shownWords[shown]}</Link>)}
      </nav>
      <nav aria-label="Severity of the alerts" className="flex flex-wrap gap-1.5 md:ml-auto">
        {[undefined, ...severities].map((severity) => (
          <Link key={severity ?? "all"} href={alertsHref({ ...query, severity, cursor: undefined })} aria-current={query.severity === severity ? "true" : undefined} scroll={false} className={pill(query.severity === severity)}>
            {severity === undefined ? "Every severity" : severityWords[severity]}
          </Link>
        ))}
      </nav>
      {query.model ? <span className="inline-flex items-center gap-2"><Tag>model is {query.model}</Tag><Link href={alertsHref({ ...query, model: undefined, cursor: undefined })} className="sb-link">all models</Link></span> : null}
    </div>
  );
}

function sentenceOf(firing: number | undefined): string {
  if (firing === undefined) return "What fires, what is muted and what is over, the one that changed last first.";
  return firing === 0 ? "Nothing fires." : firing === 1 ? "One alert fires." : `${numberWord(firing)} alerts fire.`;
}

export function AlertsScreen({ query, initial }: { query: AlertsQuery; initial: Page<AlertView> }) {
  const trpc = useTRPC();
  const refresh = useMemo(() => [trpc.alerts.pathFilter()], [trpc]);
  useLiveRefresh(alertKinds, refresh);
  const { data } = useQuery({ ...trpc.alerts.list.queryOptions(listInput(query)), initialData: initial });
  const { data: firing } = useQuery(trpc.alerts.firing.queryOptions());
  const narrowed = query.model !== undefined || query.severity !== undefined;
  return (
    <>
      <PageHead title="Alerts" sentence={sentenceOf(firing?.count)} />
      <Filter query={query} />
      <Panel>
        {data.items.length === 0 ? (
          <EmptyState title={query.shown === "open" && !narrowed ? "Nothing is open" : "No alert is like this"}>
            {narrowed || query.shown !== "open" ? "Another state, severity or model may have one." : "Every version that goes live is watched: its columns for drift, its requests for errors, latency and silence. What is over its limit stands here until somebody takes it or it is over."}
          </EmptyState>
        ) : <Table label="Alerts" columns={alertColumns} rows={data.items} rowKey={(row) => row.id} href={(row) => paths.alert(row.id)} opens="what" />}
        <Pager first={query.cursor === undefined ? null : alertsHref({ ...query, cursor: undefined })} next={data.nextCursor === null ? null : alertsHref({ ...query, cursor: data.nextCursor })} />
      </Panel>
    </>
  );
}
