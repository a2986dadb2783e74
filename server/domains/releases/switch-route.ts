import type { Tx } from "../../platform/db.ts";
import { publish } from "../../platform/outbox.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { setEnvironmentAlias } from "../registry/index.ts";
import type { EnvironmentName } from "./contract.ts";
import { endOthers, replaceRoute } from "./store.ts";

export type Switch = {
  actor: Actor; at: Date; modelId: number; model: string; environment: EnvironmentName; releaseId: number;
  versionId: number; version: number; fromVersion: number | null; rollback: boolean;
};

const auditActionOf = { void: "release.voided", superseded: "release.superseded", rolledBack: "release.changed" } as const;

async function endAndTell(tx: Tx, by: Switch, move: { from: "open" | "live"; to: "void" | "superseded" | "rolledBack" }): Promise<void> {
  const { actor, at, model, modelId, environment, releaseId } = by;
  for (const ended of await endOthers(tx, { modelId, environment, except: releaseId, at, ...move })) {
    const about = { model, version: String(ended.version), environment, state: move.to };
    await record(tx, { actor, action: auditActionOf[move.to], subject: String(ended.id), detail: { ...about, because: String(releaseId) }, at });
    await publish(tx, { type: "release.changed", subject: String(ended.id), data: { ...about, releaseId: String(ended.id) }, at });
  }
}

/**
 * Makes a release's version what the environment serves: the route, its history, the alias of the environment's name,
 * the release before it and those still open. In the transaction of the decision, so that all of it is true at once.
 */
export async function switchRoute(tx: Tx, by: Switch): Promise<void> {
  const { actor, at, model, modelId, environment, releaseId, versionId } = by;
  await replaceRoute(tx, { modelId, environment, versionId, releaseId, at }, by.rollback);
  await endAndTell(tx, by, { from: "live", to: by.rollback ? "rolledBack" : "superseded" });
  await endAndTell(tx, by, { from: "open", to: "void" });
  await setEnvironmentAlias(tx, { modelId, alias: environment, versionId, actor, at });
  const about = { model, environment, version: String(by.version), fromVersion: by.fromVersion === null ? null : String(by.fromVersion), releaseId: String(releaseId) };
  await record(tx, { actor, action: "route.changed", subject: `${environment}/${model}`, detail: about, at });
  await publish(tx, { type: "route.changed", subject: `${environment}/${model}`, data: { model, environment, version: about.version, fromVersion: about.fromVersion ?? undefined, releaseId: about.releaseId }, at });
}
