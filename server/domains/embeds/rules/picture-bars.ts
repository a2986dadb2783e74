import { linearScale, niceTicks, tickLabel } from "../../../shared/plot/index.ts";
import type { PanelData } from "../contract.ts";
import { fit, gridOf, seriesColour, textAt, textWidth, type Ink, type LegendEntry, type Plot } from "./picture-parts.ts";

/** Every how many bins a label fits. */
function labelStride(data: PanelData, slotPx: number): number {
  const widest = Math.max(0, ...data.bins.map((bin) => Math.min(90, textWidth(bin.label, 11))));
  return Math.max(1, Math.ceil((widest + 10) / slotPx));
}

/** Baseline as a grey fill with its own edge, live as a line on it, bin by bin. */
export function drawBars(data: PanelData, ink: Ink, plot: Plot): string {
  const axis = niceTicks([0, Math.max(0.01, ...data.bins.flatMap((bin) => [bin.baseline, bin.live]))], 5);
  const y = linearScale(axis.domain, [plot.bottom, plot.top]);
  const slot = (plot.right - plot.left) / Math.max(1, data.bins.length);
  const stride = labelStride(data, slot);
  const gap = Math.min(3, slot * 0.12);
  const colour = seriesColour(ink, 0);
  const bars = data.bins.map((bin, index) => {
    const left = plot.left + index * slot + gap;
    const width = Math.max(1, slot - 2 * gap);
    const top = y(bin.baseline);
    const live = y(bin.live);
    const grey = `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${(plot.bottom - top).toFixed(1)}" fill="${ink.baseline}" fill-opacity=".22" stroke="${ink.baseline}"/>`;
    const line = `<path d="M${left.toFixed(1)},${live.toFixed(1)}h${width.toFixed(1)}" stroke="${colour}" stroke-width="2.5"/>`;
    const label = index % stride === 0 ? textAt([left + width / 2, plot.bottom + 16], fit(bin.label, 11, Math.max(24, slot * stride - 6)), { fill: ink.ink3, size: 11, anchor: "middle" }) : "";
    return grey + line + label;
  });
  const percent = (value: number) => `${tickLabel(value * 100, axis.step * 100)}%`;
  return gridOf(plot, ink, axis.ticks.map((tick) => ({ y: y(tick), label: percent(tick) }))) + bars.join("");
}

export const barLegend = (ink: Ink): LegendEntry[] => [{ colour: seriesColour(ink, 0), words: "live" }, { colour: ink.baseline, words: "baseline", text: ink.ink3 }];
