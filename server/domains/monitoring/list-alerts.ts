import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { asId, decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { alertDetailOf, alertNotFound, alertViews } from "./alert-views.ts";
import type { AlertDetail, alertIdInput, AlertView, listAlertsInput } from "./contract-alerts.ts";
import { alertById, alertPage, countFiring, timelineOf } from "./store-alerts.ts";

function keyOf(cursor: string | undefined): { at: string; id: number } | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at === "string" && !Number.isNaN(Date.parse(at))) return { at, id: asId(id) };
  throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
}

/** Alerts, the one whose state changed last first; of some states, a model, an environment or a severity when asked. */
export async function listAlerts(deps: Deps, actor: Actor, input: z.output<typeof listAlertsInput>): Promise<Page<AlertView>> {
  authorise(actor, "monitoring.read");
  const rows = await alertPage(deps.db, {
    states: input.state ?? null, model: input.model ?? null, environment: input.environment ?? null, severity: input.severity ?? null, fired: input.fired ?? false, after: keyOf(input.cursor), limit: input.limit + 1,
  });
  const items = await alertViews(deps, rows.slice(0, input.limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([last.since, Number(last.id)]) : null };
}

/** One alert with its numbers, its timeline, and what may be done to it. @throws not_found */
export async function getAlert(deps: Deps, actor: Actor, input: z.output<typeof alertIdInput>): Promise<AlertDetail> {
  authorise(actor, "monitoring.read");
  const row = await alertById(deps.db, Number(input.id));
  if (row === null) throw alertNotFound(input.id);
  return alertDetailOf(deps, actor, { row, timeline: await timelineOf(deps.db, row.id) });
}

/** How many alerts fire now, for the navigation. */
export async function firingCount(deps: Deps, actor: Actor): Promise<{ count: number }> {
  authorise(actor, "monitoring.read");
  return { count: await countFiring(deps.db) };
}
