import type { Deps } from "../../platform/deps.ts";
import { labelRetentionDays } from "./contract-quality.ts";
import { goneOf } from "./rules/terms.ts";
import { foldWidths } from "./rules/windows.ts";
import { dayOf, dropDaysBefore, ensureDays } from "./store-days.ts";
import { deleteQualityBefore } from "./store-quality.ts";
import { readGone } from "./store-storage.ts";

const dayMs = 86_400_000;

/**
 * Lets go labels and logged predictions past their retention, a day's table at a time, and labelled windows with the
 * counters beside them; makes tomorrow's tables before they are needed.
 */
export async function keepLabels(deps: Deps): Promise<void> {
  const nowMs = deps.clock.now().getTime();
  await ensureDays(deps.db, [dayOf(new Date(nowMs)), dayOf(new Date(nowMs + dayMs))]);
  // A day more: labels of the retention's last day are still taken.
  await dropDaysBefore(deps.db, dayOf(new Date(nowMs - (labelRetentionDays + 1) * dayMs)));
  const gone = await readGone(deps.db);
  for (const widthSeconds of foldWidths(deps.env.baseWindowSeconds)) {
    const beforeMs = goneOf(gone, widthSeconds);
    if (Number.isFinite(beforeMs)) await deleteQualityBefore(deps.db, { widthSeconds, before: new Date(beforeMs) });
  }
}
