import type { Lamp } from "../../../../shared/lamps.ts";

type Shown = { lamp: Lamp | "clock"; asOfMs: number };

/**
 * The lamp that is shown after a look (SPEC V7): it changes once a closed hour, though the column is looked at more often.
 * A column that had too few rows gets its first lamp at once. Case: judged 10:20 steady, a look at 10:40 says alert →
 * steady until the look of 11:00.
 */
export function lampAfter(before: { lamp: Lamp | "clock" | undefined; asOfMs: number | undefined }, now: Shown, hourSeconds: number): Lamp | "clock" {
  if (before.lamp === undefined || before.asOfMs === undefined || before.lamp === "unknown" || now.lamp === "clock" || before.lamp === "clock") return now.lamp;
  const hour = (ms: number) => Math.floor(ms / (hourSeconds * 1000));
  return hour(now.asOfMs) > hour(before.asOfMs) ? now.lamp : before.lamp;
}
