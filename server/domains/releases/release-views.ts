import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { paths } from "../../shared/paths.ts";
import { personNames } from "../identity/index.ts";
import type { ReleaseListItem } from "./contract.ts";
import { readRelease, type ReleaseRow } from "./store.ts";

export const releaseNotFound = (id: number) => new SignalboxError("not_found", `There is no release ${id}.`);

const iso = (at: Date | null) => at?.toISOString() ?? null;

function itemOf(deps: Deps, row: ReleaseRow, names: Map<string, string>): ReleaseListItem {
  const person = (id: string) => ({ id, name: names.get(id) ?? id });
  return {
    id: String(row.id), kind: row.kind, state: row.state, model: row.model, version: String(row.version), environment: row.environment, alias: row.alias, removes: row.removes,
    fromVersion: row.fromVersion === null ? null : String(row.fromVersion), comment: row.comment, evidenceDigest: row.evidenceDigest, url: deps.env.publicUrl + paths.release(row.id),
    requestedBy: person(row.requestedBy), requestedAt: row.requestedAt.toISOString(),
    decidedBy: row.decidedBy === null ? null : person(row.decidedBy), decidedAt: iso(row.decidedAt), decisionComment: row.decisionComment,
    liveAt: iso(row.liveAt), endedAt: iso(row.endedAt),
  };
}

/** Rows as the lists show them, with the names of whoever asked and decided. */
export async function releaseItems(deps: Deps, rows: ReleaseRow[]): Promise<ReleaseListItem[]> {
  const names = await personNames(deps, rows.flatMap((row) => (row.decidedBy === null ? [row.requestedBy] : [row.requestedBy, row.decidedBy])));
  return rows.map((row) => itemOf(deps, row, names));
}

/** One release as it is now. @throws not_found */
export async function releaseItem(deps: Deps, id: number): Promise<ReleaseListItem> {
  const row = await readRelease(deps.db.prisma, id);
  const [item] = row === null ? [] : await releaseItems(deps, [row]);
  if (item === undefined) throw releaseNotFound(id);
  return item;
}
