"use client";
import type { ReactNode } from "react";
import { minimumRows, type MonitorView } from "#server/domains/monitoring/contract.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { TimeChart } from "../charts/lazy.tsx";
import { ShareButton } from "../embeds/share-button.tsx";
import { count, metric as metricText } from "../ui/format.ts";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Definition } from "./definitions.tsx";
import { embedRange, widthWords } from "./query.ts";
import { driftLines, gapNote, gapsOf, marksOf, newestRows, scoreOf, type DriftMetric } from "./series.ts";
import type { Asking } from "./use-monitor.ts";

const metrics = [{ value: "psi", text: "PSI" }, { value: "js", text: "JS" }] as const;
const limits = { psi: { value: 0.1, text: "alert at 0.10" }, js: undefined } as const;

function noteOf(view: MonitorView, metric: DriftMetric): string {
  const window = widthWords(view.windowSeconds);
  const name = metric === "psi" ? "PSI" : "JS distance";
  return view.windowShowsDrift ? `${name} of the last ${window}, every ${widthWords(view.stepSeconds)}` : `${name} of ${window} windows: they show the hour, not drift`;
}

/** Drift of the chosen column and of the score among all others, with promotions as marks. */
export function DriftPanel({ view, asking, chosen, className }: { view: MonitorView; asking: Asking; chosen: string | undefined; className?: string }) {
  const { metric, ask, query } = asking;
  const series = driftLines(view, chosen, metric);
  const score = scoreOf(view);
  const others = series.some((one) => one.tone === "grey");
  const rows = newestRows(view);
  const drawn = series.some((one) => one.points.some((point) => point.value !== null));
  const legend = [...(chosen ? [{ name: chosen, tone: 2 as const }] : []), ...(score && score !== chosen ? [{ name: score, tone: 1 as const }] : []), ...(others ? [{ name: "others", tone: "grey" as const }] : [])];
  const foot: ReactNode = (
    <>
      Each point rests on ≥ {count(minimumRows)} predictions; {widthWords(view.windowSeconds)} windows, every {widthWords(view.stepSeconds)}. The newest rests on <span data-testid="newest-count" data-rows={rows}>{count(rows)}</span>. {metric === "psi" && chosen ? `The band goes down to the lower bound of ${chosen}, which holds under independent rows. ` : ""}Times are UTC. {gapNote(view)}
    </>
  );
  const shared = { kind: "drift", model: view.model, environment: query.environment === "staging" ? "staging" : "production", version: query.version, metric, range: embedRange(query) } as const;
  return (
    <ChartPanel title="Drift" note={noteOf(view, metric)} className={className} legend={<Legend items={legend} />} foot={foot}
      actions={<><SegmentedControl label="Measure" options={metrics} value={metric} onChange={(value) => ask({ metric: value === "psi" ? null : value })} /><Definition metric={metric} /><ShareButton small what="drift" panels={[...(chosen ? [{ ...shared, feature: chosen }] : []), shared]} /></>}
      table={<TimeTable label="Drift" series={series} format={metricText} counted="predictions" />}>
      {drawn || rows >= minimumRows ? (
        <TimeChart label="Drift" series={series} from={Date.parse(view.from)} to={Date.parse(view.to)} stepMs={view.stepSeconds * 1000} format={metricText} counted="predictions" limit={limits[metric]} marks={marksOf(view)} gaps={gapsOf(view)} height={246} />
      ) : (
        <div className="grid min-h-[216px] content-center justify-items-center gap-1 px-4 text-center">
          <p className="font-medium">Too few to tell</p>
          <p className="max-w-prose text-ink-2">{count(rows)} of the {count(minimumRows)} predictions that a point needs fell in the last {widthWords(view.windowSeconds)}. The first point is drawn with the {count(minimumRows)}th.</p>
        </div>
      )}
    </ChartPanel>
  );
}
