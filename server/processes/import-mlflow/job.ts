import type { Actor } from "../../domains/identity/contract.ts";
import { idHere, importedItems, type ImportedItem, type ImportKind, noteImported } from "../../domains/registry/index.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { isModelId, isRunId } from "./plan.ts";
import type { Report } from "./report.ts";
import { type Source, SourceError } from "./source.ts";

/** What every part of an import stands on. */
export type Job = { deps: Deps; actor: Actor; from: Source; key: string; report: Report; signal: AbortSignal; parallel: number; /** Stores that the other server did not read, and the words for it. */ unreadable: Map<string, string> };

export async function itemsOf(job: Job, kind: ImportKind, ids: readonly string[]): Promise<Map<string, ImportedItem>> {
  return importedItems(job.deps, job.actor, { source: job.key, kind, ids });
}

export async function note(job: Job, kind: ImportKind, item: ImportedItem): Promise<void> {
  await noteImported(job.deps, job.actor, { source: job.key, kind, ...item });
}

/** The id that a run or a logged model has here, taken for it the first time it is asked for. */
export async function claim(job: Job, kind: "run" | "loggedModel", sourceId: string): Promise<ImportedItem> {
  const known = (await itemsOf(job, kind, [sourceId])).get(sourceId);
  if (known !== undefined) return known;
  const localId = await idHere(job.deps, job.actor, { kind, id: sourceId, wellFormed: kind === "run" ? isRunId(sourceId) : isModelId(sourceId) });
  const item = { sourceId, localId, stamp: "" };
  await note(job, kind, item);
  return item;
}

/** The same deps at another time and with ids that are given: how a copy keeps what it was. */
export function asOf(deps: Deps, more: { atMs?: number; hex32?: string }): Deps {
  const at = more.atMs === undefined ? null : new Date(more.atMs);
  let first = more.hex32;
  return {
    ...deps,
    clock: at === null ? deps.clock : { ...deps.clock, now: () => at },
    ids: { ...deps.ids, hex32: () => { const id = first ?? deps.ids.hex32(); first = undefined; return id; } },
  };
}

/** A refusal that concerns this one thing: it is left and said. Anything else ends the import. */
export const refusalOf = (error: unknown): string | null => {
  if (error instanceof SignalboxError && error.code !== "internal" && error.code !== "unavailable") return error.message.replace(/\.$/, "");
  if (error instanceof SourceError && error.status !== null && error.status !== 401 && error.status !== 403 && error.status !== 429) return error.message.replace(/\.$/, "");
  return null;
};

/** `work` on each, some at a time; the first that throws ends it after those under way. */
export async function eachOf<Item>(job: Job, items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failed = false;
  const lane = async () => {
    for (let next = waiting.next(); !next.done && !failed; next = waiting.next()) {
      job.signal.throwIfAborted();
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: job.parallel }, lane));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}
