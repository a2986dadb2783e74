/** The cells of a latency heat map and its axis: bands of a logarithm. Pure. */

/** A window's requests by band: band b holds 2^((b-1)/4) µs < latency <= 2^(b/4) µs. */
export type BandColumn = { at: number; bands: Readonly<Record<string, number>> };
export type HeatCell = { at: number; band: number; requests: number; /** 0 to 1, the root of its part of the fullest cell: rare slow requests stay visible. */ level: number };

export const bandTopMs = (band: number): number => 0.001 * 2 ** (band / 4);
/** Where a latency stands on the axis of bands. */
export const bandAt = (ms: number): number => 4 * Math.log2(Math.max(ms, 0.001) / 0.001);

/** Every cell with requests, and the bands to draw: those that have any, with a band of air, at least six. */
export function heatCells(columns: readonly BandColumn[]): { cells: HeatCell[]; low: number; high: number } {
  const all = columns.flatMap(({ at, bands }) => Object.entries(bands).map(([band, requests]) => ({ at, band: Number(band), requests })));
  const most = Math.max(1, ...all.map((cell) => cell.requests));
  const bands = all.map((cell) => cell.band);
  const [first, last] = bands.length === 0 ? [40, 46] : [Math.min(...bands) - 2, Math.max(...bands) + 1];
  return { cells: all.map((cell) => ({ ...cell, level: Math.sqrt(cell.requests / most) })), low: first, high: Math.max(last, first + 6) };
}

const steps = [1, 2, 5];

/** Round latencies inside the axis, at most `most` of them. */
export function latencyTicks(low: number, high: number, most = 5): number[] {
  const round = Array.from({ length: 10 }, (_, i) => 10 ** (i - 3)).flatMap((power) => steps.map((step) => step * power)).filter((ms) => bandAt(ms) >= low + 0.5 && bandAt(ms) <= high - 0.5);
  const stride = Math.max(1, Math.ceil(round.length / most));
  return round.filter((_, i) => i % stride === 0);
}

export const latencyTickText = (ms: number): string => (ms >= 1000 ? `${ms / 1000} s` : ms < 1 ? `${Number((ms * 1000).toPrecision(3))} µs` : `${Number(ms.toPrecision(3))} ms`);
