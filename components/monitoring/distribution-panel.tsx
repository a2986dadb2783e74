"use client";
import type { DistributionView } from "#server/domains/monitoring/contract.ts";
import type { Panel as Shared } from "#server/domains/embeds/contract.ts";
import { barsOf, movedMost, restWords } from "../charts/bars.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { BarTable } from "../charts/chart-tables.tsx";
import { DistributionChart } from "../charts/lazy.tsx";
import type { More } from "../charts/more-dialog.tsx";
import { ShareButton } from "../embeds/share-button.tsx";
import { count } from "../ui/format.ts";
import { ColumnNumbersTable, thirdName } from "./column-numbers.tsx";

const clock = (iso: string) => iso.slice(11, 19);

/** Which third side stands beside baseline and now. */
export type ThirdChoice = { value: string | undefined; versions: readonly string[]; choose: (third: string | null) => void };

function ThirdPicker({ value, versions, choose }: ThirdChoice) {
  return (
    <select aria-label="Compare with" value={value ?? ""} onChange={(event) => choose(event.target.value || null)} className="h-[28px] min-w-0 rounded-control border border-control bg-panel px-1.5 text-body text-ink">
      <option value="">compare with…</option>
      <option value="previous">the window before</option>
      <option value="week">same hours last week</option>
      {versions.map((version) => <option key={version} value={`v${version}`}>v{version}, same time</option>)}
    </select>
  );
}

function csvRows(view: DistributionView): (string | number | null)[][] {
  const third = view.third !== null && view.third.reason === null ? view.third : null;
  const bins = view.bins.map((bin, i) => ["value" in bin ? bin.value : null, "lo" in bin ? bin.lo : null, "hi" in bin ? bin.hi : null, bin.baseline, bin.live, third ? third.bins[i] ?? 0 : null, view.contributions?.bins[i] ?? null]);
  return [["label", "over", "up_to", "baseline_rows", "live_rows", "compared_rows", "adds_to_psi"], ...bins, ["missing", null, null, view.missing.baseline, view.missing.live, third?.missing ?? null, null]];
}

const how: More["how"] = (
  <>
    <p>Counts of the baseline and of live rows in the same bins: tenths of the baseline, frozen with it, or one for each label. What a bin adds is its own term of PSI, so that the parts sum to the number.</p>
    <p>Quantiles come from a log-spaced sketch of every row and lie between the two ends that hovering tells; mean, minimum and maximum are exact to it. Distinct values are counted by HyperLogLog, within about 3 %.</p>
  </>
);

type DistributionProps = { view: DistributionView; share?: Shared; title?: string; className?: string; third?: ThirdChoice; call?: string };

/** Segments keep no sketch that could tell them. */
const hasNumbers = ({ numbers: { baseline, live } }: DistributionView) => [baseline, live].some((side) => side.mean !== null || side.distinct !== null || side.minimum !== null);

/** Baseline beside live for one column, a third side where one is chosen, and the column in numbers. `title`: the column's name unless the page says it already. */
export function DistributionPanel({ view, share, title, className, third, call }: DistributionProps) {
  const bars = barsOf(view);
  const drawn = bars.filter((bar) => !bar.rest);
  const name = title ?? view.feature;
  const said = view.contributions?.words ?? movedMost(view);
  const compared = view.third !== null && view.third.reason === null ? view.third : null;
  const numbers: More["numbers"] = [["From", `${view.from.slice(0, 10)} ${clock(view.from)} UTC`], ["To", `${view.to.slice(0, 10)} ${clock(view.to)} UTC`], ["Live", `${count(view.count.live)} rows of v${view.version}`], ["Baseline", `${count(view.count.baseline)} rows`],
    ...(view.third === null ? [] : [["Compared", view.third.reason ?? `${count(view.third.count)} rows of v${view.third.version}, ${view.third.from.slice(0, 10)} ${clock(view.third.from)} to ${clock(view.third.to)}${view.third.exact ? "" : ", told in these bins by its sketch"}`] as const])];
  return (
    <ChartPanel title={name} className={className} legend={<Legend items={[{ name: "baseline", tone: "fill" }, { name: "now", tone: 1 }, ...(compared ? [{ name: thirdName(compared), tone: 3 as const }] : [])]} />} table={<BarTable label={name} bars={bars} />}
      actions={<>{third ? <ThirdPicker {...third} /> : null}{share ? <ShareButton small what={`the distribution of ${view.feature}`} panels={[share]} /> : null}</>}
      more={{ how, numbers, csv: () => csvRows(view), ...(call ? { call } : {}) }}
      foot={<>{said ? <span className="block text-body text-ink-2">{said.charAt(0).toUpperCase()}{said.slice(1)}{view.contributions?.words ? "." : ""} {restWords(bars)}</span> : null}{view.third?.reason ? <span className="block text-body text-ink-2">Not compared: {view.third.reason}</span> : null}Share of {count(view.count.live)} rows from {clock(view.from)} to {clock(view.to)} in the {view.kind === "numeric" ? "frozen bins" : "labels"} of the baseline&apos;s {count(view.count.baseline)}.</>}>
      <DistributionChart label={name} bars={drawn} kind={view.kind} height={view.kind === "categorical" ? Math.max(120, drawn.length * 17 + 26) : 176} />
      {hasNumbers(view) ? <ColumnNumbersTable view={view} /> : null}
    </ChartPanel>
  );
}
