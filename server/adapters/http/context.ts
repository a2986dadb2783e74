import type { Auth } from "#server/domains/identity/index.ts";
import type { Deps } from "#server/platform/deps.ts";

/** What every dialect is mounted with: one a process. */
export type HttpContext = { deps: Deps; auth: Auth };
