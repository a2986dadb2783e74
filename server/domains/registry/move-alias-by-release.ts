import type { Tx } from "../../platform/db.ts";
import type { Actor } from "../identity/contract.ts";
import { aliasDeleted, aliasSet } from "../webhooks/index.ts";
import { recordChange } from "./record-change.ts";
import { dropAlias, putAlias } from "./store-aliases.ts";

export type ReleasedAlias = {
  modelId: number; model: string; alias: string;
  /** Where it points from now on; null: it goes. */
  to: { versionId: number; version: number } | null;
  releaseId: number; actor: Actor; at: Date;
};

/** What a release does to an alias, whatever protects it; called by releases inside their transaction, by nobody else. */
export async function moveAliasByRelease(tx: Tx, move: ReleasedAlias): Promise<void> {
  const { actor, at, alias, model, modelId, releaseId, to } = move;
  const detail = { alias, releaseId: String(releaseId) };
  if (to === null) {
    if (await dropAlias(tx, move, { modelId, alias })) await recordChange(tx, { actor, at, action: "alias.deleted", event: "model.changed", model, detail, hook: aliasDeleted({ name: model, prompt: false }, alias) });
    return;
  }
  await putAlias(tx, move, { modelId, alias, ...to });
  await recordChange(tx, { actor, at, action: "alias.set", event: "alias.set", model, version: to.version, detail, hook: aliasSet({ name: model, version: to.version, prompt: false }, alias) });
}
