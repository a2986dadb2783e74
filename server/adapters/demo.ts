import type { Deps } from "#server/platform/deps.ts";
import { readSetting } from "#server/platform/settings.ts";
import { demoView, type DemoView } from "#server/shared/overview.ts";

/** The setting that the demo's runner keeps up to date. */
export const demoSetting = "demo";

/** What the demo is doing: what its runner wrote last, or `off`. */
export async function readDemo(deps: Deps): Promise<DemoView> {
  if (!deps.env.demo) return { state: "off", step: "", progress: 0, clock: null };
  const written = demoView.safeParse(await readSetting(deps.db, demoSetting));
  return written.success ? written.data : { state: "seeding", step: "Waiting for the demo to begin", progress: 0, clock: null };
}
