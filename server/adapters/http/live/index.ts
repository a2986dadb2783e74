import { mayDo } from "#server/domains/identity/contract.ts";
import { actorFromHeaders, authorise } from "#server/domains/identity/index.ts";
import { SignalboxError } from "#server/shared/errors.ts";
import { paths } from "#server/shared/paths.ts";
import type { App, HttpContext } from "../context.ts";
import { gauge } from "../health/counters.ts";
import { withProblems } from "../problem.ts";
import { createHub } from "./hub.ts";
import { openStream } from "./stream.ts";

/** Server-sent events of what changes, for whoever may read; one stream a page, resumable by Last-Event-ID. */
export function mountLive(app: App, ctx: HttpContext): void {
  const hub = createHub(ctx.deps);
  gauge("signalbox_live_streams", "Open live streams of this process", () => hub.size);
  app.get(paths.live(), withProblems(ctx, async (c) => {
    const actor = await actorFromHeaders(ctx.deps, ctx.auth, c.req.raw.headers);
    if (actor === null) throw new SignalboxError("unauthenticated", "Send a token as Authorization: Bearer, or sign in.");
    authorise(actor, "monitoring.read");
    const asked = c.req.header("last-event-id") ?? c.req.query("lastEventId");
    const lastEventId = asked !== undefined && /^\d{1,15}$/.test(asked) ? Number(asked) : null;
    const stream = await openStream(ctx.deps, hub, {
      lastEventId, allowed: async () => {
        const now = await actorFromHeaders(ctx.deps, ctx.auth, c.req.raw.headers);
        return now !== null && mayDo(now, "monitoring.read");
      },
    });
    return new Response(stream, {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" },
    });
  }));
}
