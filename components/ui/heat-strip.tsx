import { heatLevel, metric } from "./format.ts";

const fills = ["fill-heat-0", "fill-heat-1", "fill-heat-2", "fill-heat-3", "fill-heat-4"] as const;
const heights = [3, 5, 8, 11, 14] as const;
const cell = 8;

/** Drift by equal parts of time, oldest first: each part's level by height as well as by colour. */
export function HeatStrip({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null);
  const worst = known.length === 0 ? "nothing measured" : `certified PSI up to ${metric(Math.max(...known))}`;
  return (
    <svg role="img" aria-label={`${label}: ${worst}`} viewBox={`0 0 ${values.length * cell} 14`} width={values.length * cell} height={14} className="block">
      <title>{`${label}: ${worst}`}</title>
      {values.map((value, index) => {
        const level = heatLevel(value);
        return <rect key={index} x={index * cell} y={14 - heights[level]} width={cell - 1} height={heights[level]} rx="1" className={fills[level]} />;
      })}
    </svg>
  );
}
