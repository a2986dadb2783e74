import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deps } from "../platform/deps.ts";
import { readEnv, SettingsError, type Env } from "../platform/env.ts";
import { openDeps } from "./deps.ts";

/** Commands sign nothing: they run without the secret that the server's processes need. */
const noSecret = "commands sign nothing, this is never used";

function settings(): Env {
  try {
    return readEnv({ ...process.env, SIGNALBOX_SECRET: process.env["SIGNALBOX_SECRET"] || noSecret });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/**
 * What a command of the terminal stands on: DATABASE_URL, or the embedded database that `npm start` runs on this data
 * folder. Ends the process with a sentence when there is neither.
 * @param poolSize connections: as many as the command does things at once, and one
 */
export function openCommandDeps(poolSize = 2): Deps {
  const env = settings();
  const note = join(env.dataFolder, "database.url");
  const databaseUrl = env.databaseUrl ?? (existsSync(note) ? readFileSync(note, "utf8").trim() : undefined);
  if (databaseUrl === undefined) {
    console.error(`Nothing runs on ${env.dataFolder}. Start it with npm start first, or name the database with DATABASE_URL (or the folder with SIGNALBOX_DATA).`);
    process.exit(1);
  }
  return openDeps({ ...env, databaseUrl }, poolSize);
}
