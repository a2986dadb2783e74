"use client";
import type { DistributionView } from "#server/domains/monitoring/contract.ts";
import type { Panel as Shared } from "#server/domains/embeds/contract.ts";
import { barsOf, movedMost, restWords } from "../charts/bars.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { BarTable } from "../charts/chart-tables.tsx";
import { DistributionChart } from "../charts/lazy.tsx";
import { ShareButton } from "../embeds/share-button.tsx";
import { count } from "../ui/format.ts";

const clock = (iso: string) => iso.slice(11, 19);

/** Baseline beside live for one column. `title`: the column's name unless the page says it already. */
export function DistributionPanel({ view, share, title, className }: { view: DistributionView; share?: Shared; title?: string; className?: string }) {
  const bars = barsOf(view);
  const drawn = bars.filter((bar) => !bar.rest);
  const name = title ?? view.feature;
  const said = movedMost(view);
  return (
    <ChartPanel title={name} className={className} legend={<Legend items={[{ name: "baseline", tone: "fill" }, { name: "now", tone: 1 }]} />} table={<BarTable label={name} bars={bars} />}
      actions={share ? <ShareButton small what={`the distribution of ${view.feature}`} panels={[share]} /> : null}
      foot={<>{said ? <span className="block text-body text-ink-2">{said} {restWords(bars)}</span> : null}Share of {count(view.count.live)} rows from {clock(view.from)} to {clock(view.to)} in the {view.kind === "numeric" ? "frozen bins" : "labels"} of the baseline&apos;s {count(view.count.baseline)}.</>}>
      <DistributionChart label={name} bars={drawn} kind={view.kind} height={view.kind === "categorical" ? Math.max(120, drawn.length * 17 + 26) : 196} />
    </ChartPanel>
  );
}
