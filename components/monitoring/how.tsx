import type { ReactNode } from "react";
import type { DriftDefinition, MonitorView } from "#server/domains/monitoring/contract.ts";
import { withQuery } from "#server/shared/paths.ts";
import type { More } from "../charts/more-dialog.tsx";
import { count } from "../ui/format.ts";
import { widthWords } from "./query.ts";
import { newestRows } from "./series.ts";

/** The curl line that answers a panel's numbers. */
export const callOf = (origin: string, path: string, query: Record<string, string | number | undefined>): string =>
  `curl -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" \\\n  "${origin}${withQuery(`/api/v1/${path}`, query)}"`;

export const pathOf = (view: MonitorView, what: string): string => `monitoring/${encodeURIComponent(view.model)}/${what}`;
export const askedOf = (view: MonitorView) => ({ environment: view.environment === "production" ? undefined : view.environment, version: view.version, from: view.from, to: view.to });

const moment = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** What every panel's query read. */
export const readOf = (view: MonitorView): More["numbers"] => [
  ["Version", `${view.model} v${view.version} in ${view.environment}`],
  ["From", moment(view.from)], ["To", moment(view.to)],
  ["Steps", `${widthWords(view.stepSeconds)} wide, on counters of ${view.baseSeconds} s and their roll-ups`],
  ["Requests", count(view.traffic.points.reduce((sum, point) => sum + point.requests, 0))],
  ["Rows", count(view.traffic.points.reduce((sum, point) => sum + point.rows, 0))],
];

export const driftRead = (view: MonitorView): More["numbers"] => [
  ...readOf(view), ["Windows", `${widthWords(view.windowSeconds)} long`], ["Baseline", view.baseline.rows === null ? "none" : `${count(view.baseline.rows)} rows`], ["Newest point", `${count(newestRows(view))} rows`],
];

export const definitionNames = { signalbox: "Signalbox", evidently: "Evidently", nannyml: "NannyML", tfdv: "TFDV", fiddler: "Fiddler" } as const satisfies Record<DriftDefinition, string>;
export const metricNames = { psi: "PSI", js: "JS distance", hellinger: "Hellinger", chi2: "Chi-square", lInfinity: "L-infinity", tvd: "Total variation", ks: "Kolmogorov–Smirnov", wasserstein: "Wasserstein" } as const;

const meanings: Record<keyof typeof metricNames, ReactNode> = {
  psi: <>Population stability index: Σ (live − baseline) · ln(live / baseline) over the bins that the baseline froze. 0 is no difference.</>,
  js: <>Jensen–Shannon distance: the root of the divergence of both shares from their average, from 0 to 1.</>,
  hellinger: <>The root of half the sum of (√baseline − √live)² over the bins, from 0 to 1.</>,
  chi2: <>Pearson&apos;s chi-square of both counts; it grows with the rows, so compare windows of equal traffic.</>,
  lInfinity: <>The largest change of one bin&apos;s share.</>,
  tvd: <>Half the sum of all changes of share: the part of the rows that would have to move.</>,
  ks: <>The largest gap between both distribution functions. The band is what the sketch is sure of: the true number lies inside it.</>,
  wasserstein: <>The area between both distribution functions, in the column&apos;s own unit. The band is what the sketch is sure of.</>,
};

export const driftHow = (metric: keyof typeof metricNames, as: DriftDefinition): ReactNode => (
  <>
    <p>{meanings[metric]}</p>
    <p>{as === "signalbox" ? "Bins are tenths of the baseline, frozen with it; a categorical column has a bin for each label. Missing values are left out and shown beside it." : `Taken as ${definitionNames[as]} defines it, from the same counters; where its bins come from all rows of both samples there is no such number, and the panel says so.`}</p>
  </>
);
