import { publish } from "../../platform/outbox.ts";
import type { Deps } from "../../platform/deps.ts";

/** What the demo is doing, as `GET /api/v1/demo` answers it. */
export type DemoState = { state: "off" | "seeding" | "running" | "failed"; step: string; progress: number; clock: string | null };

/** Keeps the state, says it in the terminal when the step changes, and tells open pages. */
export async function setDemoState(deps: Deps, next: DemoState, announce: boolean): Promise<void> {
  await deps.db.tx(async (tx) => {
    await tx.setting.upsert({ where: { key: "demo" }, create: { key: "demo", value: next }, update: { value: next } });
    if (announce) await publish(tx, { type: "demo.progress", subject: "demo", data: next, at: deps.clock.now() });
  });
  if (announce) deps.log.info(`demo: ${next.step}`, { progress: Math.round(next.progress * 100) / 100 });
}

export async function readDemoState(deps: Deps): Promise<DemoState | null> {
  const row = await deps.db.prisma.setting.findUnique({ where: { key: "demo" } });
  return (row?.value as DemoState | undefined) ?? null;
}
