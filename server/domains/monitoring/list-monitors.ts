import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { asId, decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { listMonitorsInput, monitorIdInput, MonitorView } from "./contract-alerts.ts";
import { monitorNotFound, monitorViews } from "./monitor-views.ts";
import { monitorById, monitorPage } from "./store-monitors.ts";

/** Monitors, the oldest first; of one model or environment when asked. */
export async function listMonitors(deps: Deps, actor: Actor, input: z.output<typeof listMonitorsInput>): Promise<Page<MonitorView>> {
  authorise(actor, "monitoring.read");
  const after = input.cursor === undefined ? 0 : asId(decodeCursor(input.cursor, 1)[0]);
  const rows = await monitorPage(deps.db, { model: input.model ?? null, environment: input.environment ?? null, after, limit: input.limit + 1 });
  const items = await monitorViews(deps, rows.slice(0, input.limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([Number(last.id)]) : null };
}

/** @throws not_found */
export async function getMonitor(deps: Deps, actor: Actor, input: z.output<typeof monitorIdInput>): Promise<MonitorView> {
  authorise(actor, "monitoring.read");
  const row = await monitorById(deps.db, Number(input.id));
  const [view] = row === null ? [] : await monitorViews(deps, [row]);
  if (view === undefined) throw monitorNotFound(input.id);
  return view;
}
