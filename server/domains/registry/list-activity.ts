import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { asSequence, decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { ActivityItem, activityInput } from "./contract-activity.ts";
import { mergeActivity } from "./rules/merge-activity.ts";
import { actsOf, movesOf, type ActRow, type MoveRow } from "./store-activity.ts";
import { readVersion } from "./store-versions.ts";

function itemOf(row: ActRow | MoveRow): ActivityItem {
  const at = row.at.toISOString();
  if ("seq" in row) return { id: `act-${row.seq}`, at, actor: row.actor, action: row.action, detail: row.detail, releaseId: row.action.startsWith("release.") ? row.subject : null, alias: null };
  const text = (version: number | null) => (version === null ? null : String(version));
  return { id: `move-${row.id}`, at, actor: row.actor, action: row.to === null ? "alias.deleted" : "alias.set", detail: {}, releaseId: text(row.releaseId), alias: { name: row.alias, from: text(row.from), to: text(row.to) } };
}

/** What was done to a version: its own acts, its releases', and aliases that came to it or left it; the newest first. @throws not_found */
export async function listActivity(deps: Deps, actor: Actor, input: z.output<typeof activityInput>): Promise<Page<ActivityItem>> {
  authorise(actor, "registry.read");
  const [act = null, move = null] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 2);
  const from = { act: asSequence(act), move: asSequence(move) };
  const version = await readVersion(deps.db, input.model, input.version);
  const limit = input.limit + 1;
  const [acts, moves] = await Promise.all([
    actsOf(deps.db, { name: version.name, version: version.version, versionId: version.id }, { before: from.act, limit }),
    movesOf(deps.db, { modelId: version.modelId, version: version.version }, { before: from.move, limit }),
  ]);
  const merged = mergeActivity(acts, moves, { limit: input.limit, from });
  return { items: merged.items.map(itemOf), nextCursor: merged.next && encodeCursor([merged.next.act, merged.next.move]) };
}
