import { performance } from "node:perf_hooks";
import { asFailure } from "#server/adapters/failures.ts";
import type { Db } from "#server/platform/db.ts";
import { outboxLag } from "#server/platform/outbox-follow.ts";
import type { App, HttpContext } from "../context.ts";
import { counter, exposition, gauge } from "./counters.ts";

/** Few classes, so that the metric stays small whatever is asked for. */
function routeClass(path: string): string {
  const classes: [string, RegExp][] = [
    ["trpc", /^\/api\/trpc\//], ["live", /^\/api\/v1\/live$/], ["api", /^\/api\/v1\//], ["auth", /^\/api\/(auth|demo)\//],
    ["mlflow", /^\/(api\/2\.0|api\/3\.0|ajax-api|get-artifact|model-versions)/], ["embed", /^\/embed\//], ["health", /^\/(healthz|readyz|metrics)$/],
  ];
  return classes.find(([, pattern]) => pattern.test(path))?.[0] ?? "other";
}

async function migrationsApplied(db: Db): Promise<boolean> {
  const rows = await db.hot<{ unfinished: number; applied: number }>(
    "migrations",
    `SELECT count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS unfinished, count(*) FILTER (WHERE finished_at IS NOT NULL) AS applied FROM _prisma_migrations`, []);
  return rows[0] !== undefined && rows[0].applied > 0 && rows[0].unfinished === 0;
}

/** Is it alive, can it work, what does it count. Open to whoever reaches the port; says nothing of what is stored. */
export function mountHealth(app: App, ctx: HttpContext): void {
  const { deps } = ctx;
  const requests = counter("signalbox_http_requests_total", "Requests answered, by class of route and status");
  gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  gauge("process_cpu_seconds_total", "CPU time, user and system", () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; });
  gauge("process_start_time_seconds", "Start, seconds since 1970", () => performance.timeOrigin / 1000);
  gauge("nodejs_eventloop_utilization", "Share of the time that the event loop was busy", () => performance.eventLoopUtilization().utilization);
  gauge("signalbox_database_connections", "Connections of the hot pool", () => deps.db.pool.totalCount);

  app.use("*", async (c, next) => {
    await next();
    requests({ route: routeClass(new URL(c.req.raw.url).pathname), status: String(c.res.status) });
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    try {
      if (await migrationsApplied(deps.db)) return c.json({ status: "ready" });
      return c.json({ status: "unready", reason: "the database's migrations are not applied" }, 503);
    } catch (error) {
      return c.json({ status: "unready", reason: asFailure(error, deps.log).code === "unavailable" ? "the database does not answer" : "the database cannot be used" }, 503);
    }
  });
  app.get("/metrics", async (c) => {
    const lag = await outboxLag(deps.db).catch(() => null);
    const outbox = lag === null ? "" : [
      "# HELP signalbox_outbox_waiting Events that no stream has told yet", "# TYPE signalbox_outbox_waiting gauge", `signalbox_outbox_waiting ${lag.waiting}`,
      "# HELP signalbox_outbox_oldest_seconds Age of the oldest of them", "# TYPE signalbox_outbox_oldest_seconds gauge", `signalbox_outbox_oldest_seconds ${lag.oldestSeconds}`, "",
    ].join("\n");
    return c.body(exposition() + outbox, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
}
