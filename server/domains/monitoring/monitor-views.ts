import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { personNames } from "../identity/index.ts";
import type { MonitorView } from "./contract-alerts.ts";
import type { MonitorRow } from "./store-monitors.ts";

export const monitorNotFound = (id: string | number) => new SignalboxError("not_found", `There is no monitor ${id}.`);

export async function monitorViews(deps: Deps, rows: readonly MonitorRow[]): Promise<MonitorView[]> {
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return rows.map(({ id, modelId: _id, createdBy, createdAt, updatedAt, ...row }) => ({
    ...row, id: String(id), createdBy: { id: createdBy, name: names.get(createdBy) ?? createdBy }, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(),
  }));
}
