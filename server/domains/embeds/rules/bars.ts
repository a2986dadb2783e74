import type { DistributionView, PanelData } from "../contract.ts";

const labelsShown = 24;
const share = (count: number, total: number) => (total > 0 ? count / total : 0);
const edge = (value: number) => String(Number(value.toPrecision(4)));

function labelOf(bin: DistributionView["bins"][number]): string {
  if ("value" in bin) return bin.value;
  if (bin.lo === null) return bin.hi === null ? "all" : `≤ ${edge(bin.hi)}`;
  return bin.hi === null ? `> ${edge(bin.lo)}` : `${edge(bin.lo)} – ${edge(bin.hi)}`;
}

/**
 * A distribution as bars: shares of all rows, baseline beside live. Of many labels the most frequent 24 stay, the rest
 * are one bar; values missing or in no bin have a bar of their own when there are any.
 */
export function barsOf(view: DistributionView): PanelData["bins"] {
  const bars = view.bins.map((bin) => ({ label: labelOf(bin), baseline: bin.baseline, live: bin.live }));
  if (view.kind === "categorical") bars.sort((a, b) => b.baseline - a.baseline || b.live - a.live || (a.label < b.label ? -1 : 1));
  const shown = view.kind === "categorical" ? bars.slice(0, labelsShown) : bars;
  const rest = bars.slice(shown.length);
  const sum = (side: "baseline" | "live") => rest.reduce((total, bar) => total + bar[side], 0);
  const extra = [
    ...(rest.length > 0 ? [{ label: `${rest.length} others`, baseline: sum("baseline"), live: sum("live") }] : []),
    { label: "infinite", baseline: view.infinite.baseline, live: view.infinite.live },
    { label: "unseen", baseline: 0, live: view.unseen.live },
    { label: "missing", baseline: view.missing.baseline, live: view.missing.live },
  ].filter((bar) => bar.baseline + bar.live > 0);
  return [...shown, ...extra].map((bar) => ({ label: bar.label, baseline: share(bar.baseline, view.count.baseline), live: share(bar.live, view.count.live) }));
}
