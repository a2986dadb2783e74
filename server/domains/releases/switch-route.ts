import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { publish, type Hook } from "../../platform/outbox.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { moveAliasByRelease } from "../registry/index.ts";
import type { EnvironmentName } from "./contract.ts";
import { endOthers, removeRoute, replaceRoute, reviveRelease } from "./store.ts";
import { recordRelease } from "./record-release.ts";
import { releaseHook } from "./release-hook.ts";

type Acting = { actor: Actor; at: Date; /** Of the decision or the rollback. */ comment: string | null; modelId: number; model: string };
export type Switch = Acting & { environment: EnvironmentName; releaseId: number; versionId: number; version: number; fromVersion: number | null; rollback: boolean };
export type Retire = Acting & { environment: EnvironmentName; releaseId: number; version: number };
export type AliasTaken = Acting & { alias: string; /** Null: somebody moved it themselves. */ releaseId: number | null };

const hookActionOf = { void: "VOIDED", superseded: "SUPERSEDED", rolledBack: "ROLLED_BACK" } as const;
const auditActionOf = { void: "release.voided", superseded: "release.superseded", rolledBack: "release.changed" } as const;

type Ended = Acting & { environment: EnvironmentName | null; alias: string | null; releaseId: number | null };
type Ending = { from: "open" | "live"; to: "void" | "superseded" | "rolledBack" };

async function endAndTell(tx: Tx, { deps, by }: { deps: Deps; by: Ended }, move: Ending): Promise<void> {
  const { actor, at, model, modelId, environment, alias, releaseId } = by;
  for (const ended of await endOthers(tx, { modelId, environment, alias, except: releaseId, at, ...move })) {
    await recordRelease(tx, deps, {
      actor, at, releaseId: ended.id, subject: { model, version: ended.version, environment, alias, removes: ended.removes }, action: auditActionOf[move.to], event: "release.changed", hook: hookActionOf[move.to], comment: by.comment,
      detail: { state: move.to, because: releaseId === null ? null : String(releaseId) }, data: { state: move.to },
    });
  }
}

type Moved = Acting & { environment: EnvironmentName; releaseId: number; version: number | null; fromVersion: number | null };

async function recordRoute(tx: Tx, by: Moved, hook?: Hook): Promise<void> {
  const { actor, at, model, environment } = by;
  const text = (version: number | null) => (version === null ? null : String(version));
  const about = { model, environment, version: text(by.version), fromVersion: text(by.fromVersion), releaseId: String(by.releaseId) };
  await record(tx, { actor, action: "route.changed", subject: `${environment}/${model}`, detail: about, at });
  await publish(tx, { type: "route.changed", subject: `${environment}/${model}`, data: { ...about, version: about.version ?? undefined, fromVersion: about.fromVersion ?? undefined }, at, hook });
}

/**
 * Makes a release's version what the environment serves: the route, its history, the alias of the environment's name,
 * the release before it and those still open. In the transaction of the decision, so that all of it is true at once.
 */
export async function switchRoute(tx: Tx, deps: Deps, by: Switch): Promise<void> {
  const { environment, versionId, version } = by;
  const place = { ...by, alias: null };
  await replaceRoute(tx, by, by.rollback);
  await endAndTell(tx, { deps, by: place }, { from: "live", to: by.rollback ? "rolledBack" : "superseded" });
  await endAndTell(tx, { deps, by: place }, { from: "open", to: "void" });
  await moveAliasByRelease(tx, { ...by, alias: environment, to: { versionId, version } });
  await recordRoute(tx, by, releaseHook(deps, "LIVE", place));
}

/** Takes the model out of the environment: no route, its spell ended, no alias of the environment's name; serving answers 404 for it there. */
export async function retireRoute(tx: Tx, deps: Deps, by: Retire): Promise<void> {
  const place = { ...by, alias: null };
  await removeRoute(tx, by);
  await endAndTell(tx, { deps, by: place }, { from: "live", to: "superseded" });
  await endAndTell(tx, { deps, by: place }, { from: "open", to: "void" });
  await moveAliasByRelease(tx, { ...by, alias: by.environment, to: null });
  await recordRoute(tx, { ...by, version: null, fromVersion: by.version });
}

type Back = Acting & { environment: EnvironmentName; failedId: number; fromVersion: number; /** Null: nothing served before. */ back: { versionId: number; version: number; releaseId: number } | null };

/** Undoes the switch of a release that failed: what it replaced serves again by its own release, or the model leaves the environment. */
export async function routeBack(tx: Tx, deps: Deps, by: Back): Promise<void> {
  const { environment, back, failedId } = by;
  if (back === null) {
    await removeRoute(tx, by);
    await moveAliasByRelease(tx, { ...by, releaseId: failedId, alias: environment, to: null });
    return recordRoute(tx, { ...by, releaseId: failedId, version: null });
  }
  const { releaseId, version } = back;
  await replaceRoute(tx, { ...by, ...back }, true);
  await reviveRelease(tx, releaseId);
  await recordRelease(tx, deps, {
    ...by, releaseId, subject: { model: by.model, version, environment, alias: null, removes: false }, action: "release.changed", event: "release.changed", hook: null,
    detail: { state: "live", because: String(failedId) }, data: { state: "live" },
  });
  await moveAliasByRelease(tx, { ...by, releaseId, alias: environment, to: back });
  return recordRoute(tx, { ...by, releaseId, version });
}

/** After an alias moved: what an earlier release made of it is over, and what is open for it no longer applies. */
export async function endAliasReleases(tx: Tx, deps: Deps, by: AliasTaken): Promise<void> {
  const place = { ...by, environment: null };
  await endAndTell(tx, { deps, by: place }, { from: "live", to: "superseded" });
  await endAndTell(tx, { deps, by: place }, { from: "open", to: "void" });
}
