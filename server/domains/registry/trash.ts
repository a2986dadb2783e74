import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import { record } from "../audit/index.ts";
import { systemActor, type Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import { noticeBaselines } from "./baseline-source.ts";
import type { listTrashInput, TrashItemView } from "./contract-cleaning.ts";
import { recordChange } from "./record-change.ts";
import { placesOf } from "./store-artifacts.ts";
import { inTx, unlessTaken } from "./store-sql.ts";
import { deleteExpiredTrash, dropTrash, lockTrash, modelNameOf, takeFromTrash, trashRows } from "./store-trash.ts";

const gone = (id: number) => new SignalboxError("not_found", `The trash has no item ${id}: it was brought back, or its time is over.`);

/** Deleted models and versions that can still come back, the newest first. @throws invalid_input for a bad cursor */
export async function listTrash(deps: Deps, actor: Actor, input: z.infer<typeof listTrashInput>): Promise<Page<TrashItemView>> {
  authorise(actor, "registry.read");
  const rows = await trashRows(deps.db, { before: input.cursor === undefined ? null : placeOf(input.cursor), limit: input.limit + 1 });
  const names = await personNames(deps, rows.map((row) => row.deletedBy));
  return toPage(rows, input.limit, {
    item: (row): TrashItemView => ({
      id: String(row.id), kind: row.kind, model: row.name, version: row.version === null ? null : String(row.version), versions: row.versions,
      deletedBy: { id: row.deletedBy, name: names.get(row.deletedBy) ?? row.deletedBy }, deletedAt: row.deletedAt.toISOString(), expiresAt: row.expiresAt.toISOString(),
    }),
    key: (row) => [row.deletedAt.toISOString(), row.id],
  });
}

function placeOf(cursor: string): { at: Date; id: number } {
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at !== "string" || Number.isNaN(Date.parse(at)) || typeof id !== "number" || id > 2_147_483_647) {
    throw new SignalboxError("invalid_input", "The cursor is not one that this list answered. Leave it out to start at the first page.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  }
  return { at: new Date(at), id };
}

/**
 * Brings a model back with its versions, tags and aliases, or a version to its model; a baseline that was being read is read again.
 * @throws not_found when it is not in the trash or its model is gone, already_exists when the name was taken meanwhile
 */
export async function restoreFromTrash(deps: Deps, actor: Actor, input: { id: number }): Promise<{ model: string; version: string | null }> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const item = await lockTrash(tx, input.id);
    if (item === null) throw gone(input.id);
    const model = item.kind === "model" || item.modelId === null ? item.name : await modelNameOf(tx, item.modelId);
    if (model === null) throw new SignalboxError("not_found", `${item.name} v${item.version} cannot come back: its model is gone. Restore the model first.`);
    let versionIds: number[] = [];
    if (!(await unlessTaken(takeFromTrash(tx, item.id).then((ids) => { versionIds = ids; })))) {
      throw new SignalboxError("already_exists", `${item.name} cannot come back: another model has that name now. Rename that one first.`);
    }
    await noticeBaselines(tx, await placesOf(inTx(tx), versionIds), at);
    await bumpServingEpoch(tx);
    await recordChange(tx, { actor, at, action: `${item.kind}.restored`, event: `${item.kind}.changed`, model, version: item.version ?? undefined, detail: { deletedBy: item.deletedBy } });
    return { model, version: item.version === null ? null : String(item.version) };
  });
}

/** Deletes an item for good before its time. @throws not_found, forbidden for those who may not administer */
export async function emptyFromTrash(deps: Deps, actor: Actor, input: { id: number }): Promise<void> {
  authorise(actor, "person.administer");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const item = await lockTrash(tx, input.id);
    if (item === null) throw gone(input.id);
    await dropTrash(tx, item.id);
    await record(tx, { actor, action: "trash.emptied", subject: item.version === null ? item.name : `${item.name}/${item.version}`, detail: { model: item.name, kind: item.kind, deletedAt: item.deletedAt.toISOString() }, at });
  });
}

/** Lets go of what is past its day. @returns how many items */
export async function expireTrash(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const count = await deleteExpiredTrash(deps.db, now);
  if (count > 0) await deps.db.tx((tx) => record(tx, { actor: systemActor, action: "trash.emptied", subject: "trash", detail: { items: count }, at: now }));
  return count;
}
