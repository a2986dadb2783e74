import type { SegmentItem } from "#server/domains/monitoring/contract-segments.ts";
import { metric } from "../ui/format.ts";
import { segmentWords } from "./segment-rows.ts";

const size = { width: 900, left: 190, right: 60, row: 22, top: 6 };
const barPx = 12;

/** The worst segments' drift: the estimate, and inside it what is certain. */
export function SegmentBars({ items }: { items: readonly SegmentItem[] }) {
  const told = items.filter((item) => item.psi !== null).slice(0, 8);
  if (told.length === 0) return null;
  const most = Math.max(0.02, ...told.map((item) => Math.max(item.psi ?? 0, item.psiLower ?? 0)));
  const long = (value: number) => (value / most) * (size.width - size.left - size.right);
  return (
    <svg viewBox={`0 0 ${size.width} ${size.top * 2 + told.length * size.row}`} className="hidden h-auto w-full max-w-5xl md:block" role="img" aria-label={`Drift by segment: ${told.map((item) => `${segmentWords(item)} ${metric(item.psi)} in ${item.feature ?? "no column"}, at least ${metric(item.psiLower)}`).join("; ")}`}>
      {told.map((item, i) => {
        const y = size.top + i * size.row;
        return (
          <g key={item.segment} fontSize="12">
            <text x={size.left - 8} y={y + 13} textAnchor="end" fill="var(--ink-2)">{segmentWords(item).slice(0, 28)}</text>
            <rect x={size.left} y={y + 3} width={long(item.psi ?? 0)} height={barPx} fill="var(--series-1)" fillOpacity="0.3" />
            <rect x={size.left} y={y + 3} width={long(item.psiLower ?? 0)} height={barPx} fill="var(--series-1)" />
            <text x={size.left + long(Math.max(item.psi ?? 0, item.psiLower ?? 0)) + 6} y={y + 13} fill="var(--ink-3)">{metric(item.psi)}</text>
          </g>
        );
      })}
    </svg>
  );
}
