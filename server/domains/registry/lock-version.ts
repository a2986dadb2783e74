import type { Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { VersionRecord } from "./records.ts";
import { lockModel } from "./store-models.ts";
import { readVersionInTx, versionNotFound } from "./store-versions.ts";

/** Locks the version's model, then reads the version. @throws not_found of the version, also where the model is unknown */
export async function lockVersion(tx: Tx, name: string, version: number): Promise<VersionRecord> {
  await lockModel(tx, name).catch((error: unknown) => {
    throw error instanceof SignalboxError ? versionNotFound(name, version) : error;
  });
  return readVersionInTx(tx, name, version);
}
