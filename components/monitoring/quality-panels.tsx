"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { minimumRows, type MonitorView } from "#server/domains/monitoring/contract.ts";
import type { QualityView } from "#server/domains/monitoring/contract-quality.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { TimeChart } from "../charts/lazy.tsx";
import { servingUrlOf } from "../serving/predict-lines.ts";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { count, figure, metric as metricText } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { LabelsPanel } from "./labels-panel.tsx";
import { widthWords } from "./query.ts";
import { chosenMetric, metricNames, metricsOf, qualityLines, qualityWords } from "./quality-series.ts";
import { marksOf } from "./series.ts";
import type { Asking } from "./use-monitor.ts";

function Definition() {
  const [open, setOpen] = useState(false);
  const title = "How quality is computed";
  return (
    <>
      <IconButton label={title} className="-my-1" onClick={() => setOpen(true)}><CircleHelp size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
      <Dialog title={title} open={open} onClose={() => setOpen(false)}>
        <div className="grid gap-3">
          <p><em>Estimated</em> needs no labels: a score of 0.8 is taken to come true in 8 of 10 cases, and the metric that follows is the estimate (CBPE). It is right as far as the scores are right. Where the baseline has a column of labels, scores are first corrected by what came true there (isotonic regression). The band is 95% of sampling alone.</p>
          <p><em>Realised</em> compares each prediction with the label that was sent for it, in the window of the prediction. Accuracy, F1, log loss, Brier score and calibration error are those of the rows. ROC AUC is counted in 1,000 buckets of the score and is off by at most the half width that the API gives beside it.</p>
          <p>A label that is sent again counts once; another one for the same prediction takes the first back.</p>
        </div>
      </Dialog>
    </>
  );
}

function labelLines(servingUrl: string, task: QualityView["task"]): string {
  const label = task === "regression" ? "12.5" : task === "multiclass" ? '"NAME OF THE CLASS"' : "1";
  return `# PREDICTION_ID: parameters.prediction_id of the answer, or your own sent with the request; #0 is its first row
curl ${servingUrl}/v1/labels -H "Authorization: Bearer $TOKEN" --data-binary '{"prediction_id": "PREDICTION_ID#0", "label": ${label}}'`;
}

/** What would be here, and the lines that bring it. */
function HowToLabel({ task }: { task: QualityView["task"] }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const replicas = useQuery(trpc.serving.replicas.queryOptions());
  return <EmptyState title="No labels yet" lines={labelLines(servingUrlOf(replicas.data ?? [], origin), task)} lang="lines">What came true, how sure the scores were and where they were wrong stands here once labels are sent, one line a row.</EmptyState>;
}

function OverTime({ quality, view, asking }: { quality: QualityView; view: MonitorView; asking: Asking }) {
  const metrics = metricsOf(quality.task);
  const name = chosenMetric(quality.task, asking.quality);
  if (name === undefined) return null;
  const series = qualityLines(quality, name);
  const format = name === "mae" || name === "rmse" ? figure : metricText;
  const { calibration, whole, task } = quality;
  return (
    <ChartPanel title="Quality" note={`${metricNames[name]} of v${quality.version}, ${widthWords(quality.windowSeconds)} windows`} legend={<Legend items={series.map((one) => ({ name: one.name, tone: one.tone }))} />} table={<TimeTable label="Quality" series={series} format={format} counted="predictions" />}
      actions={<><SegmentedControl label="Metric" options={metrics.map((value) => ({ value, text: metricNames[value] }))} value={name} onChange={(value) => asking.ask({ quality: value === metrics[0] ? null : value })} /><Definition /></>}
      foot={<><span className="block text-body text-ink-2">{qualityWords(quality, name)}</span>
        {count(whole.labelled)} of {count(whole.predictions)} predictions are labelled{whole.unscored > 0 ? `, ${count(whole.unscored)} have no score to compare` : ""}. {task === "regression" ? "An amount has no estimate without labels." : calibration === null ? "The baseline has no column of labels, so the scores are taken at their word." : `Scores are corrected by the ${count(calibration.rows)} labels in ${calibration.label} of the baseline.`} Each point rests on ≥ {count(minimumRows)} rows. Times are UTC.</>}>
      <TimeChart label="Quality" series={series} from={Date.parse(view.from)} to={Date.parse(view.to)} stepMs={view.stepSeconds * 1000} format={format} counted="predictions" marks={marksOf(view)} height={whole.labelled > 0 ? 330 : 216} />
    </ChartPanel>
  );
}

/** Estimated and realised quality of the version that the page shows, on the page's own windows. */
export function QualityPanels({ view, asking }: { view: MonitorView; asking: Asking }) {
  const trpc = useTRPC();
  const asked = useQuery({
    ...trpc.monitoring.quality.queryOptions({ model: view.model, environment: view.environment, version: Number(view.version), from: view.from, to: view.to, windowSeconds: view.windowSeconds, stepSeconds: view.stepSeconds }),
    placeholderData: keepPreviousData, retry: false,
  });
  const quality = asked.data;
  if (quality === undefined) {
    if (asked.error === null) return <Skeleton className="h-72 rounded-panel" />;
    return <Panel title="Quality"><ErrorState happened="Quality could not be read." stays="Labels and scores stay counted." retry={() => void asked.refetch()} /></Panel>;
  }
  if (quality.task === null) return <Panel title="Quality"><EmptyState title="It is not known what this version predicts">{quality.problem === null ? "" : `${quality.problem.charAt(0).toUpperCase()}${quality.problem.slice(1)}. `}Predictions made from then on can be compared with labels.</EmptyState></Panel>;
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)] [&>*]:min-w-0">
      <OverTime quality={quality} view={view} asking={asking} />
      {quality.whole.labelled > 0 ? <LabelsPanel quality={quality} /> : <Panel title="Labels"><HowToLabel task={quality.task} /></Panel>}
    </div>
  );
}
