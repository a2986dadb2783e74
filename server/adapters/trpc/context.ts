import type { HttpContext } from "#server/adapters/http/context.ts";
import type { Actor } from "#server/domains/identity/contract.ts";
import { actorFromHeaders } from "#server/domains/identity/index.ts";
import type { Deps } from "#server/platform/deps.ts";

export type TrpcContext = { deps: Deps; actor: Actor | null };

/** Who calls, once a request: a batch shares it. */
export async function createContext(ctx: HttpContext, headers: Headers): Promise<TrpcContext> {
  return { deps: ctx.deps, actor: await actorFromHeaders(ctx.deps, ctx.auth, headers) };
}
