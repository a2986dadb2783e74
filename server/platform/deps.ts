import type { Blobs } from "./blobs.ts";
import type { Clock } from "./clock.ts";
import type { Db } from "./db.ts";
import type { Env } from "./env.ts";
import type { Ids } from "./ids.ts";
import type { Log } from "./log.ts";

/** What a use-case may touch, passed as its first argument. */
export type Deps = { db: Db; clock: Clock; ids: Ids; log: Log; blobs: Blobs; env: Env };
