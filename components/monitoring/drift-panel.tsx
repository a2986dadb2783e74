"use client";
import type { ReactNode } from "react";
import { minimumRows, type MonitorView } from "#server/domains/monitoring/contract.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { TimeChart } from "../charts/lazy.tsx";
import type { ChartSeries } from "../charts/types.ts";
import { ShareButton } from "../embeds/share-button.tsx";
import { useSession } from "../shell/session.tsx";
import { count, metric as metricText } from "../ui/format.ts";
import { Definition } from "./definitions.tsx";
import { askedOf, callOf, definitionNames, driftHow, driftRead, metricNames, pathOf } from "./how.tsx";
import { MeasurePicker } from "./measure-picker.tsx";
import { embedRange, widthWords } from "./query.ts";
import { driftLines, gapNote, gapsOf, marksOf, measureLines, newestRows, scoreOf, timeRows, type DriftMetric } from "./series.ts";
import type { Asking } from "./use-monitor.ts";

const limits = { psi: { value: 0.1, text: "alert at 0.10" }, js: undefined } as const;
const isOwn = (metric: string): metric is DriftMetric => metric === "psi" || metric === "js";

function noteOf(view: MonitorView, name: string): string {
  const window = widthWords(view.windowSeconds);
  return view.windowShowsDrift ? `${name} of the last ${window}, every ${widthWords(view.stepSeconds)}` : `${name} of ${window} windows: they show the hour, not drift`;
}

/** Why there is nothing to draw. */
function Nothing({ title, children }: { title: string; children: ReactNode }) {
  return <div className="grid min-h-[216px] content-center justify-items-center gap-1 px-4 text-center"><p className="font-medium">{title}</p><div className="max-w-prose text-ink-2">{children}</div></div>;
}

function legendOf(series: readonly ChartSeries[]) {
  const coloured = series.filter((one) => one.tone !== "grey").map(({ name, tone }) => ({ name, tone }));
  return [...coloured, ...(series.length > coloured.length ? [{ name: "others", tone: "grey" as const }] : [])];
}

/** Drift of the chosen column and of the score among all others, by the number and the definition of the reader's choice, with promotions as marks. */
export function DriftPanel({ view, asking, chosen, className }: { view: MonitorView; asking: Asking; chosen: string | undefined; className?: string }) {
  const { metric, definition, query } = asking;
  const { origin } = useSession();
  const own = definition === "signalbox" && isOwn(metric) ? metric : null;
  const measure = own === null ? view.measure : null;
  const series = own !== null ? driftLines(view, chosen, own) : measure === null ? [] : measureLines(measure, chosen);
  const rows = newestRows(view);
  const drawn = series.some((one) => one.points.some((point) => point.value !== null));
  const score = scoreOf(view);
  const name = `${metricNames[metric]}${definition === "signalbox" ? "" : `, as ${definitionNames[definition]}`}`;
  const foot: ReactNode = (
    <>
      {series.length === 0 ? null : measure?.without.map((one) => <span key={one.feature} className="block text-body text-ink-2">{one.feature}: {one.why}</span>)}
      Each point rests on ≥ {count(minimumRows)} predictions; {widthWords(view.windowSeconds)} windows, every {widthWords(view.stepSeconds)}. The newest rests on <span data-testid="newest-count" data-rows={rows}>{count(rows)}</span>. {own === "psi" && chosen ? `The band goes down to the lower bound of ${chosen}, which holds under independent rows. ` : ""}{own === null && series.some((one) => one.band) ? "The band is what the sketch is sure of. " : ""}Times are UTC. {gapNote(view)}
    </>
  );
  const shared = own === null ? null : { kind: "drift", model: view.model, environment: query.environment === "staging" ? "staging" : "production", version: query.version, metric: own, range: embedRange(query) } as const;
  return (
    <ChartPanel title="Drift" note={noteOf(view, name)} className={className} legend={<Legend items={legendOf(series)} />} foot={foot}
      actions={<><MeasurePicker asking={asking} />{own === null ? null : <Definition metric={own} />}{shared === null ? null : <ShareButton small what="drift" panels={[...(chosen ? [{ ...shared, feature: chosen }] : []), shared]} />}</>}
      more={{ how: driftHow(metric, definition), numbers: driftRead(view), csv: () => timeRows(series, "predictions"), call: callOf(origin, pathOf(view, "drift"), { ...askedOf(view), feature: chosen, windowSeconds: view.windowSeconds, stepSeconds: view.stepSeconds, metrics: metric, as: definition === "signalbox" ? undefined : definition }) }}
      table={<TimeTable label="Drift" series={series} format={metricText} counted="predictions" />}>
      {drawn || (own !== null && rows >= minimumRows) ? (
        <TimeChart label="Drift" series={series} from={Date.parse(view.from)} to={Date.parse(view.to)} stepMs={view.stepSeconds * 1000} format={metricText} counted="predictions" limit={own === null ? undefined : limits[own]} marks={marksOf(view)} gaps={gapsOf(view)} height={360} />
      ) : measure !== null && measure.series.length === 0 ? (
        <Nothing title={`There is no such number for ${chosen ?? "this column"}${score && score !== chosen ? ` or ${score}` : ""}`}>{measure.without[0]?.why} Pick another measure, another definition, or a column of the other kind in the table below.</Nothing>
      ) : (
        <Nothing title="Too few to tell">{count(rows)} of the {count(minimumRows)} predictions that a point needs fell in the last {widthWords(view.windowSeconds)}. The first point is drawn with the {count(minimumRows)}th.</Nothing>
      )}
    </ChartPanel>
  );
}
