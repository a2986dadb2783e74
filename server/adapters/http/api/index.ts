import { SignalboxError } from "#server/shared/errors.ts";
import { paths } from "#server/shared/paths.ts";
import type { App, HttpContext } from "../context.ts";
import { problemResponse, withProblems } from "../problem.ts";
import { handle } from "./handle.ts";
import { openApiDocument } from "./openapi.ts";
import { matchRoute } from "./route.ts";
import { routesOf } from "./routes.ts";

/** The control API: one table gives the handlers and the OpenAPI document. Mount it after the live stream. */
export function mountApi(app: App, ctx: HttpContext): void {
  const routes = routesOf(ctx.deps.env);
  const prefix = paths.api("");
  const document = JSON.stringify(openApiDocument(routes, ctx.deps.env.publicUrl));

  app.get(paths.api("openapi.json"), () => new Response(document, { headers: { "content-type": "application/json", "cache-control": "max-age=60" } }));
  app.all(`${prefix}*`, withProblems(ctx, async (c) => {
    // The raw path: Hono's own has been decoded once already.
    const { pathname } = new URL(c.req.raw.url);
    const matched = matchRoute(routes, c.req.method, pathname.slice(prefix.length));
    if (matched === null) throw new SignalboxError("not_found", "There is nothing at this address. /api/v1/openapi.json lists what there is.");
    if ("route" in matched) return handle(ctx, c.req.raw, matched);
    const response = problemResponse(new SignalboxError("invalid_input", `This address takes ${matched.allowed.join(", ")}.`));
    return new Response(response.body, { status: 405, headers: { ...Object.fromEntries(response.headers), allow: matched.allowed.join(", ") } });
  }));
}
