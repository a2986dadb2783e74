import { type Env, readEnv, SettingsError } from "../platform/env.ts";

/**
 * The settings of this process; a bad one ends it with the sentence that names it. Apart from deps.ts, because the
 * launcher reads them before the database client is generated.
 */
export function envOrExit(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
