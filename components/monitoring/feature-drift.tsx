"use client";
import { minimumRows, type MonitorView } from "#server/domains/monitoring/contract.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { TimeChart } from "../charts/lazy.tsx";
import { ShareButton } from "../embeds/share-button.tsx";
import { count, metric } from "../ui/format.ts";
import { Definition } from "./definitions.tsx";
import { widthWords } from "./query.ts";
import { driftLines, gapNote, gapsOf, marksOf } from "./series.ts";

/** One column's drift by itself. */
export function FeatureDrift({ view, feature }: { view: MonitorView; feature: string }) {
  const series = driftLines(view, feature, "psi").filter((one) => one.name === feature);
  const environment = view.environment === "staging" ? "staging" : "production";
  const clock = view.drift.series.find((one) => one.feature === feature)?.clock ?? false;
  return (
    <ChartPanel title="Drift" note={`PSI of the last ${widthWords(view.windowSeconds)}, every ${widthWords(view.stepSeconds)}`} legend={<Legend items={[{ name: `${view.model} v${view.version}`, tone: 2 }]} />}
      actions={<><Definition metric="psi" /><ShareButton small what={`drift of ${feature}`} panels={[{ kind: "drift", model: view.model, environment, feature, metric: "psi", range: "1h" }]} /></>}
      table={<TimeTable label="Drift" series={series} format={metric} counted="predictions" />}
      foot={<>Each point rests on ≥ {count(minimumRows)} predictions. Times are UTC.{clock ? " A clock always moves, so it gets no verdict." : ""} {gapNote(view)}</>}>
      <TimeChart label={`Drift of ${feature}`} series={series} from={Date.parse(view.from)} to={Date.parse(view.to)} stepMs={view.stepSeconds * 1000} format={metric} counted="predictions" limit={{ value: 0.1, text: "alert at 0.10" }} marks={marksOf(view)} gaps={gapsOf(view)} height={224} />
    </ChartPanel>
  );
}
