export { byMetric } from "#server/shared/metric-order.ts";

/** Numbers and times as sentences carry them. Locale is fixed: the product speaks English, and server and browser have to agree. */
export const nothing = "–";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count: 12,410. */
export const count = (value: number): string => whole.format(value);

/** A rate or a quantity without a fixed scale: three figures (0.042, 4.2, 140, 12,410). */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return nothing;
  const size = Math.abs(value);
  if (size >= 100) return whole.format(value);
  if (size >= 10) return value.toFixed(1);
  if (size >= 1) return value.toFixed(2).replace(/0$/, "");
  if (size === 0) return "0";
  return size < 0.001 ? value.toExponential(1).replace("e-", "e−").replace(/^-/, "−") : value.toFixed(size < 0.01 ? 4 : 3).replace(/^-/, "−");
}

/** Requests a second: 1,240, 14, 0.3. */
export function rate(perSecond: number | null): string {
  if (perSecond === null) return nothing;
  if (perSecond === 0) return "0";
  if (perSecond < 0.05) return "< 0.1";
  return perSecond < 9.95 ? perSecond.toFixed(1) : whole.format(perSecond);
}

/** A share of 1 as percent with two places: 0.02%. */
export const percent = (share: number | null, places = 2): string => (share === null ? nothing : `${(share * 100).toFixed(places)}%`);

/** Milliseconds: 8.1 ms, 31 ms, 1.2 s. */
export function milliseconds(ms: number | null): string {
  if (ms === null) return nothing;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 99.5 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** A metric or PSI: three places, a true minus; whole numbers over one are counts; tiny ones keep two figures. */
export function metric(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return nothing;
  const size = Math.abs(value);
  const text = size !== 0 && size < 0.001 ? size.toExponential(1) : size >= 1000 || (size > 1 && Number.isInteger(size)) ? whole.format(size) : size.toFixed(3);
  return value < 0 ? `−${text}` : text;
}

/** A change with its sign: +0.051, −0.027, ±0. */
export function change(value: number | null): string {
  if (value === null) return nothing;
  if (Math.abs(value) < 0.0005) return value === 0 ? "±0" : `${value > 0 ? "+" : "−"}${Math.abs(value).toExponential(1)}`;
  return value > 0 ? `+${metric(value)}` : metric(value);
}

/** Bytes in powers of 1,000, as disks are sold: 4.1 MB. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let scaled = size;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) { scaled /= 1000; unit += 1; }
  return `${unit === 0 || scaled >= 99.5 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** A span in the unit that says it shortest: 45 s, 12 min, 3 h, 2 days. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "just now", "41 min ago", "3 h ago", "2 days ago", then the day. */
export function relative(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000;
  if (seconds < 10) return "just now";
  if (seconds < 86_400 * 7) return `${span(seconds)} ago`;
  return new Date(atMs).getUTCFullYear() === new Date(nowMs).getUTCFullYear() ? day.format(atMs) : dayAndYear.format(atMs);
}

/** How long something has lasted, as a sentence goes on: "for 41 min", then "since 3 Nov". */
export function lasting(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000;
  if (seconds < 10) return "since just now";
  return seconds < 86_400 * 7 ? `for ${span(seconds)}` : `since ${relative(atMs, nowMs)}`;
}

/** 23 Nov 2026, 14:26:03 UTC: what hover says. */
export const absolute = (atMs: number): string => `${dayAndYear.format(atMs)}, ${new Date(atMs).toISOString().slice(11, 19)} UTC`;

/** Model versions are written v3. */
export const version = (number: string | number): string => `v${number}`;

/** The head and tail of a digest: 9f3c…e21a. */
export const shortDigest = (digest: string): string => (digest.length > 12 ? `${digest.slice(0, 4)}…${digest.slice(-4)}` : digest);

const smallNumbers = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"] as const;

/** "One request waits": small numbers at a sentence's beginning are words. */
export const numberWord = (value: number): string => smallNumbers[value] ?? count(value);

/** "1 model serves", "4 models serve". */
export const plural = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

/** Known metric keys as the field writes them; others as they are, with spaces. */
export function metricName(key: string): string {
  const known: Record<string, string> = {
    roc_auc: "ROC AUC", auc: "ROC AUC", pr_auc: "PR AUC", average_precision: "PR AUC", log_loss: "Log loss", brier: "Brier score",
    calibration_error: "Calibration error", ece: "Calibration error", rmse: "RMSE", mae: "MAE", r2: "R²", f1: "F1", accuracy: "Accuracy",
  };
  const plain = key.replaceAll("_", " ");
  return known[key.toLowerCase()] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** 0 to 4: no window, below warn (.02), up to half of alert, up to alert (.1), over it. Levels: the rule of drift verdicts. */
export function heatLevel(psi: number | null): 0 | 1 | 2 | 3 | 4 {
  if (psi === null) return 0;
  if (psi < 0.02) return 1;
  if (psi < 0.05) return 2;
  return psi < 0.1 ? 3 : 4;
}
