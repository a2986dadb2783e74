/** The path of a small line; a gap where nothing was measured. Pure: x in 0..width, y upward from the foot. */
export function sparkPath(points: readonly (number | null)[], size: { width: number; height: number }): string {
  const known = points.filter((point): point is number => point !== null);
  if (known.length === 0) return "";
  const low = Math.min(...known);
  const reach = Math.max(...known) - low;
  const step = size.width / Math.max(1, points.length - 1);
  let pen = "M";
  return points.map((point, index) => {
    if (point === null) { pen = "M"; return ""; }
    const y = reach === 0 ? size.height / 2 : size.height - 1.5 - ((point - low) / reach) * (size.height - 3);
    const move = `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
    return move;
  }).join("");
}

const strokes = { 1: "stroke-series-1", 2: "stroke-series-2", 3: "stroke-series-3", 4: "stroke-series-4", grey: "stroke-baseline" } as const;

/** A line without axes beside a number. `label` says what it shows and its ends. */
export function Spark({ points, label, series = 1, width = 84, height = 20 }: { points: readonly (number | null)[]; label: string; series?: keyof typeof strokes; width?: number; height?: number }) {
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="block overflow-visible">
      <path d={sparkPath(points, { width, height })} fill="none" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" className={strokes[series]} />
    </svg>
  );
}
