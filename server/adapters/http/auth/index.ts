import type { Context } from "hono";
import { getConnInfo } from "@hono/node-server/conninfo";
import { demoSignInInput } from "#server/domains/identity/contract.ts";
import { clientAddressHeader, signInDemo } from "#server/domains/identity/index.ts";
import { SignalboxError } from "#server/shared/errors.ts";
import { paths } from "#server/shared/paths.ts";
import type { App, HttpContext } from "../context.ts";
import { boundedText, mediaType, parseJson, requireSameOrigin } from "../guard.ts";
import { problemResponse, withProblems } from "../problem.ts";

/** Of better-auth's many routes only these are open: everything else about people goes through our own use-cases. */
const open = [
  { method: "POST", path: `${paths.auth()}/sign-in/email` },
  { method: "POST", path: `${paths.auth()}/sign-out` },
  { method: "GET", path: `${paths.auth()}/get-session` },
] as const;

function clientAddress(c: Context): string {
  // Requests that reach the app without a socket (tests) have no connection to ask.
  return "incoming" in (c.env ?? {}) ? (getConnInfo(c).remote.address ?? "127.0.0.1") : "127.0.0.1";
}

function requireJson(request: Request): void {
  if (mediaType(request.headers) !== "application/json") throw new SignalboxError("invalid_input", "The body has to be JSON: send content-type application/json.");
}

/** Signing in and out. Both take JSON from our own origin only; a wrong password ten times a minute is made to wait. */
export function mountAuth(app: App, ctx: HttpContext): void {
  for (const route of open) {
    app.on(route.method, route.path, withProblems(ctx, async (c) => {
      const headers = new Headers(c.req.raw.headers);
      headers.set(clientAddressHeader, clientAddress(c));
      if (route.method === "GET") return ctx.auth.handler(new Request(c.req.raw.url, { headers }));
      requireSameOrigin(ctx, c.req.raw);
      requireJson(c.req.raw);
      const response = await ctx.auth.handler(new Request(c.req.raw.url, { method: "POST", headers, body: await boundedText(c.req.raw, 16_384) }));
      if (response.status === 429) return problemResponse(new SignalboxError("rate_limited", "Too many tries. Wait a minute."));
      return response;
    }));
  }

  app.post("/api/demo/sign-in", withProblems(ctx, async (c) => {
    requireSameOrigin(ctx, c.req.raw);
    requireJson(c.req.raw);
    const { role } = demoSignInInput.parse(parseJson(await boundedText(c.req.raw, 16_384)));
    const made = await signInDemo(ctx.deps, ctx.auth, role);
    const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
    for (const cookie of made.getSetCookie()) headers.append("set-cookie", cookie);
    return new Response(JSON.stringify({ ok: true }), { headers });
  }));

  app.all(`${paths.auth()}/*`, () => problemResponse(new SignalboxError("not_found", "There is nothing at this address.")));
}
