import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { csvText } from "../../shared/csv.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, toPage } from "../../shared/paging.ts";
import { paths } from "../../shared/paths.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { environmentAtInput, EnvironmentAtView, ServedAtItem, timelineInput, TimelineView } from "./contract.ts";
import { changeMarks, changesAround, modelIdByName, servedAtRows, type ServedRow } from "./store-at.ts";

/** More than any environment's models: a file has no pages. */
const wholeFile = 1_000_000;
const markCount = 200;

/** A time ahead of now is now. */
const momentOf = (deps: Deps, time: string | undefined): Date => {
  const now = deps.clock.now();
  return time === undefined || Date.parse(time) > now.getTime() ? now : new Date(time);
};

function keyOf(cursor: string | undefined): { model: string; id: number } | null {
  if (cursor === undefined) return null;
  const [model, id] = decodeCursor(cursor, 2);
  if (typeof model === "string" && typeof id === "number" && id <= 2_147_483_647) return { model, id };
  throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
}

function itemOf(deps: Deps, row: ServedRow, names: Map<string, string>): ServedAtItem {
  const name = (id: string) => names.get(id) ?? id;
  return {
    model: row.model, version: String(row.version), since: row.since.toISOString(), until: row.until?.toISOString() ?? null, releaseId: String(row.releaseId),
    approvedBy: row.approvedBy === null ? null : name(row.approvedBy), requestedBy: name(row.requestedBy), kind: row.kind, evidenceDigest: row.evidenceDigest, url: deps.env.publicUrl + paths.release(row.releaseId),
  };
}

/** What an environment served at a time, by model: since when and until when, who asked, who approved, on what evidence. */
export async function environmentAt(deps: Deps, actor: Actor, input: z.output<typeof environmentAtInput>): Promise<EnvironmentAtView> {
  authorise(actor, "registry.read");
  const time = momentOf(deps, input.time);
  const limit = input.format === "csv" ? wholeFile : input.limit;
  const rows = await servedAtRows(deps.db, { environment: input.environment, time, model: input.model ?? null, after: keyOf(input.cursor), limit: limit + 1 });
  const names = await personNames(deps, [...new Set(rows.flatMap((row) => (row.approvedBy === null ? [row.requestedBy] : [row.requestedBy, row.approvedBy])))]);
  return { environment: input.environment, time: time.toISOString(), ...toPage(rows, limit, { item: (row) => itemOf(deps, row, names), key: (row) => [row.model, row.id] }) };
}

const csvColumns = ["model", "version", "since", "until", "releaseId", "kind", "requestedBy", "approvedBy", "evidenceDigest", "url"] as const satisfies readonly (keyof ServedAtItem)[];

/** The same as a file. */
export const environmentAtCsv = (view: EnvironmentAtView): string => csvText(["environment", "time", ...csvColumns], view.items.map((item) => [view.environment, view.time, ...csvColumns.map((column) => item[column])]));

/** The environment's history around a time, of all models or of one. @throws not_found for an unknown model */
export async function environmentTimeline(deps: Deps, actor: Actor, input: z.output<typeof timelineInput>): Promise<TimelineView> {
  authorise(actor, "registry.read");
  const to = deps.clock.now();
  const time = momentOf(deps, input.time);
  const modelId = input.model === undefined ? null : await modelIdByName(deps.db, input.model);
  if (input.model !== undefined && modelId === null) throw new SignalboxError("not_found", `There is no model named ${input.model}.`);
  const at = { environment: input.environment, modelId };
  const { first, previous, next } = await changesAround(deps.db, { ...at, time });
  const from = first ?? to;
  const marks = first === null ? [] : await changeMarks(deps.db, { ...at, from, to, marks: markCount });
  const iso = (moment: Date | null) => moment?.toISOString() ?? null;
  return {
    environment: input.environment, time: time.toISOString(), from: from.toISOString(), to: to.toISOString(), previous: iso(previous), next: iso(next),
    marks: marks.map((mark) => ({ at: mark.at.toISOString(), changes: mark.changes })),
  };
}
