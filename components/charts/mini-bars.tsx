import type { DistributionView } from "#server/domains/monitoring/contract.ts";
import { barsOf, type Bar } from "./bars.ts";

const height = 22;
const barPx = 6;

function Side({ bars, side, highest, className }: { bars: readonly Bar[]; side: "baseline" | "live"; highest: number; className: string }) {
  return (
    <svg viewBox={`0 0 ${bars.length * barPx} ${height}`} width={bars.length * barPx} height={height} aria-hidden="true" className="block shrink-0">
      {bars.map((bar, index) => {
        const tall = Math.max(0.75, (bar[side] / highest) * height);
        return <rect key={bar.name} x={index * barPx} y={height - tall} width={barPx - 1} height={tall} className={className} />;
      })}
      <path d={`M0 ${height - 0.25}H${bars.length * barPx}`} className="stroke-baseline" strokeWidth="0.5" />
    </svg>
  );
}

/** Baseline and live side by side on one scale, small enough for a table's cell. */
export function MiniBars({ view }: { view: DistributionView }) {
  const bars = barsOf(view).filter((bar) => !bar.rest);
  const highest = Math.max(0.01, ...bars.flatMap((bar) => [bar.baseline, bar.live]));
  return (
    <span role="img" aria-label={view.count.live === 0 ? "baseline only, nothing live" : "baseline beside live"} className="inline-flex items-end gap-3">
      <Side bars={bars} side="baseline" highest={highest} className="fill-baseline/60" />
      <Side bars={bars} side="live" highest={highest} className="fill-series-1" />
    </span>
  );
}
