import { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { readSetting, writeSetting } from "../../platform/settings.ts";

/** From `realMs` on the demo's clock goes on at `clockMs`, `speed` demo seconds a real second. */
const clockAnchor = z.object({ realMs: z.number(), clockMs: z.number(), speed: z.number().positive() });
export type ClockAnchor = z.infer<typeof clockAnchor>;
const settingKey = "demo.clock";
/** Starts of the demo that are remembered: older windows count by the oldest. */
const kept = 50;

/** Where the demo's clock stood when, oldest first; null outside the demo, where hours are the wall's. */
export async function demoClockOf(deps: Deps): Promise<ClockAnchor[] | null> {
  if (!deps.env.demo) return null;
  const read = z.array(clockAnchor).safeParse(await readSetting(deps.db, settingKey));
  return read.success ? read.data : [];
}

/** Says that the demo's clock goes on from here. For the demo's own process. */
export async function anchorDemoClock(deps: Deps, anchor: ClockAnchor): Promise<void> {
  const anchors = [...(await demoClockOf(deps) ?? []), anchor].slice(-kept);
  await deps.db.tx((tx) => writeSetting(tx, settingKey, anchors));
}
