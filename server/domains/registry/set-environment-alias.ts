import type { Tx } from "../../platform/db.ts";
import type { Actor } from "../identity/contract.ts";
import { recordChange } from "./record-change.ts";
import { inTx } from "./store-sql.ts";
import { putAlias, versionsById } from "./store-versions.ts";

/** The alias of an environment's name follows its route; called by releases inside their transaction, by nobody else. */
export async function setEnvironmentAlias(tx: Tx, input: { modelId: number; alias: string; versionId: number; actor: Actor; at: Date }): Promise<void> {
  await putAlias(tx, { modelId: input.modelId, alias: input.alias, versionId: input.versionId, actorId: input.actor.id, at: input.at });
  const [version] = await versionsById(inTx(tx), [input.versionId]);
  if (!version) return;
  await recordChange(tx, { actor: input.actor, at: input.at, action: "alias.set", event: "alias.set", model: version.name, version: version.version, detail: { alias: input.alias } });
}
