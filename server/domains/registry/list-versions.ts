import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { versionVocabulary } from "../../shared/filter/index.ts";
import { decodeCursor, type Page, toPage } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { listVersionsInput, VersionListItem } from "./contract.ts";
import { readSearch } from "./rules/search-language.ts";
import { listVersionRows } from "./store-console.ts";

/** A model's versions that fit a filter, the newest first. @throws not_found, invalid_input for a bad filter, with its place */
export async function listVersions(deps: Deps, actor: Actor, input: z.infer<typeof listVersionsInput>): Promise<Page<VersionListItem>> {
  authorise(actor, "registry.read");
  const [before] = input.cursor ? decodeCursor(input.cursor, 1) : [null];
  const rows = await listVersionRows(deps.db, { model: input.model, limit: input.limit, before: typeof before === "number" ? Math.min(before, 2_147_483_647) : null, search: readSearch(input.filter, versionVocabulary, "filter"), nowMs: deps.clock.now().getTime() });
  if (rows === undefined) throw new SignalboxError("not_found", `There is no model named ${input.model}.`);
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return toPage(rows, input.limit, { item: (row) => ({ ...row, createdBy: names.get(row.createdBy) ?? row.createdBy }), key: (row) => [Number(row.version)] });
}
