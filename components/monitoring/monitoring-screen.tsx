"use client";
import { useCallback } from "react";
import type { MonitorView, Range } from "#server/domains/monitoring/contract.ts";
import { MonitorsPanel } from "../alerts/monitors-panel.tsx";
import { CrosshairProvider } from "../charts/crosshair.tsx";
import { ZoomProvider } from "../charts/zoom.tsx";
import { PredictPanel } from "../serving/predict-panel.tsx";
import { useSession } from "../shell/session.tsx";
import { cx } from "../ui/cx.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/states.tsx";
import { ColumnsPanel } from "./columns-panel.tsx";
import { DistributionPanel } from "./distribution-panel.tsx";
import { DriftPanel } from "./drift-panel.tsx";
import { NoBaseline, NotServed } from "./empty-panels.tsx";
import { Figures } from "./figures.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { callOf, pathOf } from "./how.tsx";
import { embedRange } from "./query.ts";
import { QualityPanels } from "./quality-panels.tsx";
import { SamplesPanel } from "./samples-panel.tsx";
import { ErrorsPanel, LatencyPanel, TrafficPanel } from "./traffic-panels.tsx";
import { SegmentDistribution } from "./segment-distribution.tsx";
import { SegmentsPanel } from "./segments-panel.tsx";
import { useSegments } from "./use-segments.ts";
import { useAsking, useMonitor, type Asking, type Opened } from "./use-monitor.ts";

export type About = { model: string; environment: string; /** What routes it. */ environments: string[]; versions: string[]; range: Range };

function Charts({ view, asking, waiting, versions }: { view: MonitorView; asking: Asking; waiting: boolean; versions: readonly string[] }) {
  const { origin } = useSession();
  const { query, ask } = asking;
  const choose = useCallback((feature: string) => ask({ feature }), [ask]);
  const zoom = useCallback((fromMs: number, toMs: number) => ask({ from: new Date(fromMs).toISOString(), to: new Date(Math.max(toMs, fromMs + 1000)).toISOString() }), [ask]);
  const third = { value: query.third, versions: versions.filter((number) => number !== view.version), choose: (chosenThird: string | null) => ask({ third: chosenThird }) };
  const chosen = query.feature ?? view.distribution?.feature;
  const segments = useSegments(view, asking, chosen);
  const quiet = view.traffic.points.length === 0;
  const environment = query.environment === "staging" ? "staging" : "production";
  return (
    <CrosshairProvider><ZoomProvider zoom={zoom}>
      <div className={cx("grid min-w-0 gap-4 [&>*]:min-w-0", waiting && "opacity-60")} aria-busy={waiting}>
        {view.reported ? <p className="text-ink-2">No route of {view.environment} names it: these are predictions that somebody else made and told of as events.</p> : null}
        <Figures view={view} />
        {quiet && view.asOf === null ? <PredictPanel title="No prediction yet: send the first" model={view.model} version={view.version} environment={view.environment} /> : null}
        {view.baseline.state === "ready" ? (
          <div className="grid gap-4 lg:grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)] [&>*]:min-w-0">
            <DriftPanel view={view} asking={asking} chosen={chosen} />
            {asking.segment !== undefined ? <SegmentDistribution page={view} asking={asking} segments={segments} /> : view.distribution === null ? null : <DistributionPanel view={view.distribution} third={third} call={callOf(origin, pathOf(view, "distribution"), { version: view.version, feature: view.distribution.feature, from: view.distribution.from, to: view.distribution.to, third: query.third })} share={{ kind: "distribution", model: view.model, environment, version: query.version, feature: view.distribution.feature, range: embedRange(query) }} />}
          </div>
        ) : <NoBaseline view={view} />}
        {view.asOf === null ? null : <QualityPanels view={view} asking={asking} />}
        <div className="grid gap-4 lg:grid-cols-2 xl:grid-cols-3 [&>*]:min-w-0">
          <TrafficPanel view={view} asking={asking} />
          <LatencyPanel view={view} asking={asking} />
          <ErrorsPanel view={view} asking={asking} />
        </div>
        {view.columns.length > 0 ? <ColumnsPanel view={view} chosen={chosen} choose={choose} segments={segments} ask={ask} /> : null}
        {view.baseline.state === "ready" && view.asOf !== null ? <SegmentsPanel page={view} asking={asking} segments={segments} /> : null}
        {view.asOf === null ? null : <SamplesPanel view={view} asking={asking} chosen={chosen} />}
        <MonitorsPanel model={view.model} environment={view.environment} columns={view.drift.series.map((series) => series.feature)} />
      </div>
    </ZoomProvider></CrosshairProvider>
  );
}

/** Live charts of what a model serves: all of one moment, and all of what they show in the address. */
export function MonitoringScreen({ about, opened }: { about: About; opened: Opened }) {
  const asking = useAsking(about, opened.query);
  const { view, problem, waiting } = useMonitor(asking, opened);
  const routed = about.environments.includes(asking.query.environment);
  return (
    <>
      <FilterBar asking={asking} view={view} environments={about.environments} versions={about.versions} />
      {view !== null ? <Charts view={view} asking={asking} waiting={waiting} versions={about.versions} />
        : problem === null ? <div className="grid gap-4" aria-busy="true"><Skeleton className="h-24 rounded-panel" /><Skeleton className="h-72 rounded-panel" /></div>
          : routed ? <Panel title="This cannot be shown"><ErrorState happened={problem} stays="What is counted stays counted." todo="Choose another version, column or time above." retry={() => asking.ask({ version: null, feature: null, window: null, from: null, to: null })} /></Panel>
            : <NotServed model={about.model} environment={asking.query.environment} elsewhere={about.environments.filter((name) => name !== asking.query.environment)} newest={about.versions[0] ?? null} problem={problem} />}
    </>
  );
}
