import { join } from "node:path";
import { localBlobs } from "../platform/blobs.ts";
import { systemClock } from "../platform/clock.ts";
import { openDb } from "../platform/db.ts";
import type { Deps } from "../platform/deps.ts";
import type { Env } from "../platform/env.ts";
import { systemIds } from "../platform/ids.ts";
import { log } from "../platform/log.ts";

/** What the use-cases of one process stand on. @throws Error when no database is named */
export function openDeps(env: Env, poolSize: number): Deps {
  if (!env.databaseUrl) throw new Error("DATABASE_URL is not set: `npm start` sets it for its processes");
  return { db: openDb(env.databaseUrl, poolSize), clock: systemClock, ids: systemIds, log, blobs: localBlobs(join(env.dataFolder, "blobs")), env };
}

/** Calls `stop` once, when the supervisor says so, goes away, or a signal arrives. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop().then(() => process.exit(0), (error: unknown) => { log.error("stopping failed", { error: error as Error }); process.exit(1); });
  };
  process.on("SIGTERM", once);
  process.on("disconnect", once);
  process.on("SIGINT", once);
}
