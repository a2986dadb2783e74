import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { asId, decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { CardRevision, CardText, CardView, cardInput, listRevisionsInput, saveCardInput } from "./contract-card.ts";
import { lockVersion } from "./lock-version.ts";
import { recordChange } from "./record-change.ts";
import { judgeSave } from "./rules/card-save.ts";
import { cardRevisions, insertCard, newestCard, readCard, type CardRow } from "./store-cards.ts";
import { readVersion } from "./store-versions.ts";

async function textOf(deps: Deps, row: CardRow): Promise<CardText> {
  const names = await personNames(deps, [row.createdBy]);
  return { revision: String(row.id), body: row.body, characters: Array.from(row.body).length, savedBy: names.get(row.createdBy) ?? row.createdBy, savedAt: row.at.toISOString() };
}

/** A version's model card: the newest text, or an older one. @throws not_found of the version, or of the revision */
export async function getCard(deps: Deps, actor: Actor, input: z.output<typeof cardInput>): Promise<CardView> {
  authorise(actor, "registry.read");
  const version = await readVersion(deps.db, input.model, input.version);
  const newest = await readCard(deps.db, version.id, null);
  const asked = input.revision === undefined || newest === null || Number(input.revision) === newest.id ? newest : await readCard(deps.db, version.id, Number(input.revision));
  if (input.revision !== undefined && asked === null) throw new SignalboxError("not_found", `The card of ${input.model} version ${input.version} has no revision ${input.revision}.`);
  return { model: input.model, version: String(input.version), card: asked && await textOf(deps, asked), newest: newest && String(newest.id) };
}

/** Every text that was saved, the newest first. @throws not_found */
export async function listCardRevisions(deps: Deps, actor: Actor, input: z.output<typeof listRevisionsInput>): Promise<Page<CardRevision>> {
  authorise(actor, "registry.read");
  const before = input.cursor === undefined ? null : asId(decodeCursor(input.cursor, 1)[0]);
  const version = await readVersion(deps.db, input.model, input.version);
  const rows = await cardRevisions(deps.db, version.id, { before, limit: input.limit + 1 });
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return toPage(rows, input.limit, {
    item: (row) => ({ revision: String(row.id), savedBy: names.get(row.createdBy) ?? row.createdBy, savedAt: row.at.toISOString(), characters: row.characters }),
    key: (row) => [row.id],
  });
}

/**
 * Saves a text over the one that its writer had open; the same text again changes nothing.
 * @throws not_found, wrong_state with the text that somebody else saved meanwhile
 */
export async function saveCard(deps: Deps, actor: Actor, input: z.output<typeof saveCardInput>): Promise<CardView> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  const saved = await deps.db.tx(async (tx) => {
    const version = await lockVersion(tx, input.model, input.version);
    const newest = await newestCard(tx, version.id);
    switch (judgeSave(newest, { basedOn: input.basedOn === null ? null : Number(input.basedOn), body: input.body })) {
      case "same": return { row: newest, conflict: null };
      case "conflict": return { row: null, conflict: newest };
      case "save": {
        const row = await insertCard(tx, { versionId: version.id, body: input.body, actorId: actor.id, at });
        await recordChange(tx, { actor, at, action: "version.card_saved", event: "version.changed", model: version.name, version: version.version, detail: { revision: String(row.id), characters: Array.from(input.body).length } });
        return { row, conflict: null };
      }
    }
  });
  if (saved.conflict !== null) {
    const theirs = await textOf(deps, saved.conflict);
    throw new SignalboxError("wrong_state", `${theirs.savedBy} saved this card meanwhile. Look at both texts, then save over revision ${theirs.revision}, or keep it.`, { extra: { theirs } });
  }
  return { model: input.model, version: String(input.version), card: saved.row && await textOf(deps, saved.row), newest: saved.row && String(saved.row.id) };
}
