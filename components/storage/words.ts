import type { StorageSummary, WindowTerms } from "#server/domains/monitoring/contract-storage.ts";
import { bytes, count, plural } from "../ui/format.ts";

/** "10 s", "1 min", "10 min", "1 hour", "1 day". */
export function widthName(seconds: number): string {
  if (seconds >= 86_400) return seconds === 86_400 ? "1 day" : `${seconds / 86_400} days`;
  if (seconds >= 3600) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  return seconds >= 60 ? `${seconds / 60} min` : `${seconds} s`;
}

/** "2 days", "14 days", "10 years": as a term is thought of. */
export function keptWords(seconds: number): string {
  const days = seconds / 86_400;
  if (days >= 730) return plural(Math.round(days / 366), "year", "years");
  return days >= 2 && Number.isInteger(days) ? `${count(days)} days` : plural(Math.round(seconds / 3600), "hour", "hours");
}

/** What each term is called where it is changed. */
export const termLabels = {
  baseHours: "Base windows, hours", minuteDays: "Minutes, days", tenMinuteDays: "Ten minutes, days", hourDays: "Hours, days", dayDays: "Days, days", sampleDays: "Sampled rows, days",
} as const satisfies Record<keyof WindowTerms, string>;

/** The page's one sentence. */
export function storageSentence(summary: StorageSummary): string {
  const rows = summary.widths.reduce((sum, width) => sum + width.rows, 0);
  const [base] = summary.widths;
  return `${count(rows)} windows in ${bytes(summary.database.windowsBytes)}. Counters begin ${base ? widthName(base.widthSeconds) : ""} wide and are rolled up as they come in; what a term lets go is told by the wider windows from then on.`;
}
