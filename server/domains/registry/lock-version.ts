import type { Sql, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { VersionRecord } from "./records.ts";
import type { Bonds } from "./rules/freezing.ts";
import { lockModel } from "./store-models.ts";
import { boundVersion, readVersionInTx, versionNotFound } from "./store-versions.ts";

const lockModelOf = (tx: Tx | Sql, name: string, version: number) => lockModel(tx, name).catch((error: unknown) => {
  throw error instanceof SignalboxError ? versionNotFound(name, version) : error;
});

/** Locks the version's model, then reads the version. @throws not_found of the version, also where the model is unknown; `prompt` is the model's */
export async function lockVersion(tx: Tx, name: string, version: number): Promise<VersionRecord & { prompt: boolean }> {
  const model = await lockModelOf(tx, name, version);
  return { ...(await readVersionInTx(tx, name, version)), prompt: model.isPrompt };
}

/** The same in one round trip, with what stands in the way of a change: the second statement sees what the lock let through. @throws not_found */
export async function lockBoundVersion(sql: Sql, name: string, version: number): Promise<{ id: number; modelId: number; name: string; version: number; prompt: boolean; bonds: Bonds }> {
  const [model, found] = await Promise.all([lockModelOf(sql, name, version), boundVersion(sql, name, version)]);
  if (!found) throw versionNotFound(name, version);
  return { id: found.id, modelId: model.id, name: model.name, version, prompt: model.isPrompt, bonds: found };
}
