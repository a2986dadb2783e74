import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { App, HttpContext } from "#server/adapters/http/context.ts";
import { requireOwnPage } from "#server/adapters/http/guard.ts";
import { withProblems } from "#server/adapters/http/problem.ts";
import { paths } from "#server/shared/paths.ts";
import { createContext } from "./context.ts";
import { appRouter } from "./router.ts";

const maxBodyBytes = 1024 * 1024;
const maxBatchSize = 10;

/** tRPC at /api/trpc: for our own pages. A mutation takes JSON only, from our own origin, with our own header. */
export function mountTrpc(app: App, ctx: HttpContext): void {
  app.all(`${paths.trpc()}/*`, withProblems(ctx, async (c) => {
    const request = c.req.raw;
    if (request.method !== "GET") requireOwnPage(ctx, request, maxBodyBytes);
    const response = await fetchRequestHandler({
      endpoint: paths.trpc(), req: request, router: appRouter, maxBatchSize,
      createContext: () => createContext(ctx, request.headers),
    });
    response.headers.set("cache-control", "no-store");
    return response;
  }));
}
