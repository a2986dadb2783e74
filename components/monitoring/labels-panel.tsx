"use client";
import type { QualityView } from "#server/domains/monitoring/contract-quality.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { count, figure, metric, percent } from "../ui/format.ts";

const size = { width: 320, height: 168, left: 30, bottom: 18, top: 6, right: 8 } as const;
const classesShown = 6;
const head = "px-2.5 py-1.5 text-right font-medium whitespace-nowrap text-ink-2 first:text-left";
const cell = "border-t border-line px-2.5 py-1 text-right whitespace-nowrap first:text-left";

/** Share that came true against the score that said so; on the diagonal both agree. */
function Calibration({ tenths }: { tenths: QualityView["whole"]["reliability"] }) {
  const x = (score: number) => size.left + score * (size.width - size.left - size.right);
  const y = (share: number) => size.top + (1 - share) * (size.height - size.top - size.bottom);
  const most = Math.max(...tenths.map(({ rows }) => rows));
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} className="block h-auto w-full max-w-[26rem]" role="img" aria-label={`Calibration: ${tenths.map((one) => `of rows scored about ${metric(one.meanScore)}, ${percent(one.share, 0)} came true`).join("; ")}`}>
      {[0, 0.5, 1].map((at) => (
        <g key={at} fontSize="11" fill="var(--ink-3)">
          <line x1={x(0)} x2={x(1)} y1={y(at)} y2={y(at)} stroke="var(--line)" />
          <text x={size.left - 5} y={y(at) + 4} textAnchor="end">{at}</text>
          <text x={x(at)} y={size.height - 4} textAnchor={at === 0 ? "start" : at === 1 ? "end" : "middle"}>{at}</text>
        </g>
      ))}
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--baseline)" strokeDasharray="4 3" />
      <polyline points={tenths.map((one) => `${x(one.meanScore)},${y(one.share)}`).join(" ")} fill="none" stroke="var(--series-2)" strokeWidth="1.5" />
      {tenths.map((one) => <circle key={one.lo} cx={x(one.meanScore)} cy={y(one.share)} r={2 + 3 * Math.sqrt(one.rows / most)} fill="var(--series-2)" />)}
    </svg>
  );
}

function Tenths({ tenths }: { tenths: QualityView["whole"]["reliability"] }) {
  return (
    <table className="w-full border-collapse text-note">
      <thead><tr>{["Score from", "Mean score", "Came true", "Rows"].map((text) => <th key={text} scope="col" className={head}>{text}</th>)}</tr></thead>
      <tbody>{tenths.map((one) => <tr key={one.lo}><th scope="row" className={`${cell} font-normal`}>{one.lo}</th><td className={cell}>{metric(one.meanScore)}</td><td className={cell}>{percent(one.share, 1)}</td><td className={`${cell} text-ink-2`}>{count(one.rows)}</td></tr>)}</tbody>
    </table>
  );
}

/** Rows by what was predicted and what came true; of many classes the most frequent. */
function Confusion({ cells }: { cells: QualityView["whole"]["confusion"] }) {
  const rowsOf = (name: string) => cells.reduce((sum, one) => sum + (one.predicted === name || one.actual === name ? one.rows : 0), 0);
  const names = [...new Set(cells.flatMap((one) => [one.predicted, one.actual]))].toSorted((a, b) => rowsOf(b) - rowsOf(a)).slice(0, classesShown).toSorted();
  const rows = (predicted: string, actual: string) => cells.find((one) => one.predicted === predicted && one.actual === actual)?.rows ?? 0;
  return (
    <div role="region" aria-label="Confusion" tabIndex={0} className="overflow-x-auto border-t border-line">
      <table className="w-full border-collapse text-note">
        <caption className="px-2.5 pt-2 text-left text-ink-3">Rows by what was predicted and what came true</caption>
        <thead><tr><th scope="col" className={head}>Predicted</th>{names.map((name) => <th key={name} scope="col" className={head}>came true: {name}</th>)}</tr></thead>
        <tbody>{names.map((predicted) => <tr key={predicted}><th scope="row" className={`${cell} font-normal`}>{predicted}</th>{names.map((actual) => <td key={actual} className={predicted === actual ? `${cell} font-medium` : `${cell} text-ink-2`}>{count(rows(predicted, actual))}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

type Named = [string, string];

/** What labels showed of everything in the range: calibration, confusion and the numbers that have no line. */
export function LabelsPanel({ quality }: { quality: QualityView }) {
  const { whole, task } = quality;
  const of = whole.realised;
  const numbers: Named[] = of === null ? [] : task === "regression"
    ? [["MAE", figure(of.mae)], ["RMSE", figure(of.rmse)], ["Bias", figure(of.bias)], ["R²", metric(of.r2)]]
    : [["Calibration error", metric(of.ece)], ...(task === "binary" ? [["PR AUC", metric(of.averagePrecision)], ["Log loss", metric(of.logLoss)], ["Brier score", metric(of.brier)]] satisfies Named[] : [["Precision", metric(of.precision)], ["Recall", metric(of.recall)]] satisfies Named[])];
  const scored = whole.reliability.length > 0;
  return (
    <ChartPanel title={scored ? "Calibration" : "Labels"} note={`${count(whole.labelled)} labels`} legend={scored ? <Legend items={[{ name: "came true", tone: 2 }]} /> : null} table={<Tenths tenths={whole.reliability} />}
      foot={scored ? "Up: share that came true; right: the score that said so. The dashed line is where both agree." : null}>
      {scored ? <Calibration tenths={whole.reliability} /> : null}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1 px-1.5 py-2 sm:grid-cols-4 lg:grid-cols-2">{numbers.map(([name, value]) => <div key={name} className="flex justify-between gap-2"><dt className="text-ink-3">{name}</dt><dd className="font-medium">{value}</dd></div>)}</dl>
      {whole.confusion.length > 0 ? <Confusion cells={whole.confusion} /> : null}
    </ChartPanel>
  );
}
