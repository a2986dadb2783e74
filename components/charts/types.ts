/** A series is one of four colours, or grey: one of many that are only there to compare. */
export type Tone = 1 | 2 | 3 | 4 | "grey";
export const strokeOf = { 1: "var(--series-1)", 2: "var(--series-2)", 3: "var(--series-3)", 4: "var(--series-4)", grey: "var(--baseline)" } as const satisfies Record<Tone, string>;
export const textOf = { 1: "text-series-1", 2: "text-series-2", 3: "text-series-3", 4: "text-series-4", grey: "text-ink-3" } as const satisfies Record<Tone, string>;

/** One window: `at` is its end in epoch ms, `value` null where too little was counted, `count` what it rests on. */
export type ChartPoint = { at: number; value: number | null; low: number | null; /** The band's upper end; without it the value. */ high?: number; count: number };
export type ChartSeries = {
  name: string;
  tone: Tone;
  points: readonly ChartPoint[];
  /** Draw the band between `low` and `high`. */
  band?: boolean;
};
export type ChartMark = { at: number; text: string; href: string };
export type ChartGap = { from: number; to: number; text: string };
/** From a sunk foot to the top: a dashed line with its value. */
export type ChartLimit = { value: number; text: string };

/** What a time chart draws; `stepMs` is what one press of an arrow moves, `counted` what `count` counts. */
export type TimeChartProps = {
  label: string;
  series: readonly ChartSeries[];
  from: number;
  to: number;
  stepMs: number;
  format: (value: number | null) => string;
  counted: string;
  limit?: ChartLimit;
  marks?: readonly ChartMark[];
  gaps?: readonly ChartGap[];
  height?: number;
};
