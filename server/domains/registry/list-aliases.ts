import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import { protectionView } from "./alias-views.ts";
import type { AliasChangeView, AliasProtectionView, AliasView, listAliasChangesInput, listAliasesInput, listAliasProtectionsInput } from "./contract.ts";
import { plainForm, protectionOf } from "./rules/protection.ts";
import { aliasChangeRows, aliasRows, modelIdOf, protectionRows, protectionsFor } from "./store-aliases.ts";

async function knownModel(deps: Deps, name: string): Promise<number> {
  const id = await modelIdOf(deps.db, name);
  if (id === null) throw new SignalboxError("not_found", `There is no model named ${name}.`);
  return id;
}

const wrongCursor = () => new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });

function textKey(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [key] = decodeCursor(cursor, 1);
  if (typeof key !== "string") throw wrongCursor();
  return key;
}

function numberKey(cursor: string | undefined, largest: number): number | null {
  if (cursor === undefined) return null;
  const [key] = decodeCursor(cursor, 1);
  if (typeof key !== "number" || key > largest) throw wrongCursor();
  return key;
}

/** A model's aliases by name, with what protects each. @throws not_found */
export async function listAliases(deps: Deps, actor: Actor, input: z.output<typeof listAliasesInput>): Promise<Page<AliasView>> {
  authorise(actor, "registry.read");
  const modelId = await knownModel(deps, input.model);
  const rows = await aliasRows(deps.db, { modelId, after: textKey(input.cursor), limit: input.limit + 1 });
  const [protections, names] = await Promise.all([
    protectionsFor(deps.db, { modelId, plain: rows.map((row) => plainForm(row.alias)) }),
    personNames(deps, rows.map((row) => row.setBy)),
  ]);
  return toPage(rows, input.limit, {
    item: (row): AliasView => ({
      alias: row.alias, version: String(row.version), protectedBy: protectionOf(row.alias, protections)?.scope ?? null,
      setBy: { id: row.setBy, name: names.get(row.setBy) ?? row.setBy }, setAt: row.setAt.toISOString(), releaseId: row.releaseId === null ? null : String(row.releaseId),
    }),
    key: (row) => [row.alias],
  });
}

/** Every move of a model's aliases, the newest first: when, from what, to what, by whom, under which approval. @throws not_found */
export async function listAliasChanges(deps: Deps, actor: Actor, input: z.output<typeof listAliasChangesInput>): Promise<Page<AliasChangeView>> {
  authorise(actor, "registry.read");
  const modelId = await knownModel(deps, input.model);
  const rows = await aliasChangeRows(deps.db, { modelId, alias: input.alias || null, before: numberKey(input.cursor, Number.MAX_SAFE_INTEGER), limit: input.limit + 1 });
  const names = await personNames(deps, rows.flatMap((row) => (row.approvedBy === null ? [] : [row.approvedBy])));
  const text = (value: number | null) => (value === null ? null : String(value));
  return toPage(rows, input.limit, {
    item: (row): AliasChangeView => ({
      id: String(row.id), alias: row.alias, from: text(row.from), to: text(row.to), at: row.at.toISOString(), actor: { id: row.actorId, name: row.actorName },
      releaseId: text(row.releaseId), approvedBy: row.approvedBy === null ? null : (names.get(row.approvedBy) ?? row.approvedBy),
    }),
    key: (row) => [row.id],
  });
}

/** What is protected beside the environments' names: everywhere, or what holds for one model. @throws not_found for the model */
export async function listAliasProtections(deps: Deps, actor: Actor, input: z.output<typeof listAliasProtectionsInput>): Promise<Page<AliasProtectionView>> {
  authorise(actor, "registry.read");
  const modelId = input.model === undefined ? null : await knownModel(deps, input.model);
  const rows = await protectionRows(deps.db, { modelId, after: numberKey(input.cursor, 2_147_483_647), limit: input.limit + 1 });
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return toPage(rows, input.limit, { item: (row) => protectionView(row, names.get(row.createdBy) ?? row.createdBy), key: (row) => [row.id] });
}
