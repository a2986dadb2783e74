import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { asId, decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import { record } from "../audit/index.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import { allArtifacts } from "../registry/index.ts";
import type { listStorageInput, StorageItem, StorageSummary, WindowTerms } from "./contract-storage.ts";
import { likeOf } from "./like.ts";
import { goneOf, keptSeconds, termsInDisorder } from "./rules/terms.ts";
import { foldWidths } from "./rules/windows.ts";
import { weighSamples } from "./store-samples.ts";
import { loadStorageSums, readGone, readTerms, tallyByBytes, tallyByName, writeTerms, type TallyRow } from "./store-storage.ts";

const viewOf = ({ model, rows, bytes, widths, measuredAt }: TallyRow): StorageItem => ({ model, rows, bytes, widths, measuredAt: measuredAt.toISOString() });

/**
 * What each model's windows weigh, as last measured, the heaviest first or by name.
 * @throws invalid_input for a cursor that no page answered
 */
export async function listStorage(deps: Deps, actor: Actor, input: z.output<typeof listStorageInput>): Promise<Page<StorageItem>> {
  authorise(actor, "monitoring.read");
  const like = likeOf(input.query);
  const limit = input.limit + 1;
  if (input.sort === "name") {
    const after = input.cursor === undefined ? null : String(decodeCursor(input.cursor, 1)[0]);
    return toPage(await tallyByName(deps.db, { like, after, limit }), input.limit, { item: viewOf, key: (row) => [row.model] });
  }
  const [bytes, modelId] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 2);
  const after = input.cursor === undefined ? null : { bytes: Number(bytes), modelId: asId(modelId) };
  return toPage(await tallyByBytes(deps.db, { like, after, limit }), input.limit, { item: viewOf, key: (row) => [row.bytes, row.modelId] });
}

/** What is kept in all: by width and its terms, waiting flushes, artifacts, the database itself. */
export async function storageSummary(deps: Deps, actor: Actor): Promise<StorageSummary> {
  authorise(actor, "monitoring.read");
  const [samples, terms, gone, sums, artifacts] = await Promise.all([weighSamples(deps.db), readTerms(deps.db), readGone(deps.db), loadStorageSums(deps.db), allArtifacts(deps.db)]);
  const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
  return {
    terms, baseSeconds: deps.env.baseWindowSeconds, artifacts,
    samples: { rows: samples.rows, bytes: samples.bytes, on: deps.env.samples, keptDays: terms.sampleDays, oldestAt: samples.oldestAt?.toISOString() ?? null },
    widths: foldWidths(deps.env.baseWindowSeconds).map((widthSeconds) => {
      const own = sums.widths.find((width) => width.widthSeconds === widthSeconds);
      return { widthSeconds, rows: own?.rows ?? 0, bytes: own?.bytes ?? 0, keptSeconds: keptSeconds(terms, widthSeconds), from: iso(goneOf(gone, widthSeconds)) };
    }),
    deltas: { rows: sums.deltas, bytes: sums.deltaBytes, waiting: sums.waiting, oldestWaitingAt: sums.oldestWaitingAt?.toISOString() ?? null },
    database: { windowsBytes: sums.windowsBytes, bytes: sums.databaseBytes }, measuredAt: sums.measuredAt?.toISOString() ?? null,
  };
}

/**
 * How long windows of each width are kept from now on. What is gone stays gone.
 * @throws invalid_input where a wider window would go before a narrower one
 */
export async function changeTerms(deps: Deps, actor: Actor, terms: WindowTerms): Promise<WindowTerms> {
  authorise(actor, "serving.administer");
  const wrong = termsInDisorder(terms);
  if (wrong.length > 0) throw new SignalboxError("invalid_input", "A wider window is kept at least as long as a narrower one: its counts are all that is left of it.", { fields: wrong.map((path) => ({ path, message: "as long as the narrower width, or longer" })) });
  const at = deps.clock.now();
  const before = await readTerms(deps.db);
  await deps.db.tx(async (tx) => {
    await writeTerms(tx, terms);
    await record(tx, { actor, action: "storage.terms_changed", subject: "monitoring", detail: { before, terms }, at });
    await publish(tx, { type: "storage.changed", subject: "monitoring", data: {}, at });
  });
  return terms;
}
