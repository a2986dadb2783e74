import { z } from "zod";

export const seriesAxes = ["step", "time"] as const;
export type SeriesAxis = (typeof seriesAxes)[number];
/** `axis` left out: steps where they differ, else time. */
export const metricSeriesInput = z.object({ runId: z.string().min(1).max(64), key: z.string().min(1).max(300), axis: z.enum(seriesAxes).optional() });

/** The points of one stretch of the axis: lowest, highest and mean of its numbers (null where it has none), and what of it is no number. */
export const seriesPoint = z.object({ x: z.number(), low: z.number().nullable(), high: z.number().nullable(), mean: z.number().nullable(), count: z.number().int(), nan: z.number().int(), up: z.number().int(), down: z.number().int() });
export type SeriesPoint = z.infer<typeof seriesPoint>;
export const metricSeriesView = z.object({
  runId: z.string(), key: z.string(), axis: z.enum(seriesAxes), total: z.number().int(), from: z.number(), to: z.number(),
  /** Every point is one of `points`; false: they are summed up by stretches. */
  whole: z.boolean(), points: z.array(seriesPoint),
});
export type MetricSeries = z.infer<typeof metricSeriesView>;
