/** Chart geometry without a renderer: scales, ticks, SVG paths, thinning. */
export { areaPath, bandPath, linePath, runsOf, stepPath, type PlotPoint } from "./path.ts";
export { decimalsOf, extentOf, linearScale, niceStep, niceTicks, tickLabel, type Extent, type Scale } from "./scale.ts";
export { breakGaps, downsample, type SeriesPoint } from "./downsample.ts";
export { instantMs, timeLabel, timeStepMs, timeTicks } from "./time-ticks.ts";
