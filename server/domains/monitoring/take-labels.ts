import type { Deps } from "../../platform/deps.ts";
import type { Sql } from "../../platform/db.ts";
import { publish } from "../../platform/outbox.ts";
import { addLabelSum, countLabel, labelCounters, labelSumOf, newLabelSum, type LabelSum, type LabelValue, type PredictedRow } from "./rules/quality/label-counters.ts";
import { pageBytes, pageRows, readPage, type LabelPage } from "./rules/quality/label-pages.ts";
import { goneOf, type Gone } from "./rules/terms.ts";
import { foldWidths } from "./rules/windows.ts";
import { dayOf, ensureDays } from "./store-days.ts";
import { holdVersions, lockPages, lockQuality, savePages, saveQuality, type PageKey, type QualityKey } from "./store-quality.ts";
import { readGone } from "./store-storage.ts";
import { SegmentLabelSums } from "./take-segment-labels.ts";

/** One predicted row, as its receipt or the log tells it. */
export type LabelledRow = {
  /** Seconds since the epoch. */
  issuedAt: number;
  replicaId: string; incarnation: number; versionId: number; environment: string; startsAtMs: number;
  /** Among the rows of its version and incarnation. */
  sequence: number;
  row: PredictedRow;
  /** Which segments counted it, by the layout of that stamp; null where none did. */
  segments: { layout: string; of: { feature: string; place: number }[] } | null;
};
export type NewLabel = { line: number; of: LabelledRow; label: LabelValue };
export type TakenLabels = { accepted: number; duplicate: number; /** Lines of versions that are no more. */ gone: number[] };

const baseKey = (of: LabelledRow) => JSON.stringify([of.versionId, of.environment, of.startsAtMs, of.row.task]);
const pageKeyOf = (of: LabelledRow): PageKey => ({ day: dayOf(new Date(of.issuedAt * 1000)), replicaId: of.replicaId, incarnation: of.incarnation, versionId: of.versionId, page: Math.floor(of.sequence / pageRows) });
const nameOf = (key: PageKey) => JSON.stringify([key.day, key.replicaId, key.incarnation, key.versionId, key.page]);

type Decided = { accepted: number; duplicate: number; changed: Set<string>; sums: Map<string, { of: LabelledRow; sum: LabelSum }>; segments: SegmentLabelSums };

/** In the order they came: what is new, what was known, and what a correction takes back. */
function decide(labels: readonly NewLabel[], pages: Map<string, LabelPage>): Decided {
  const decided: Decided = { accepted: 0, duplicate: 0, changed: new Set(), sums: new Map(), segments: new SegmentLabelSums() };
  for (const { of, label } of labels) {
    const name = nameOf(pageKeyOf(of));
    const page = pages.get(name) ?? new Map<number, LabelValue>();
    const slot = of.sequence % pageRows;
    const before = page.get(slot);
    if (before === label) {
      decided.duplicate += 1;
      continue;
    }
    const key = baseKey(of);
    let entry = decided.sums.get(key);
    if (!entry) decided.sums.set(key, (entry = { of, sum: newLabelSum(of.row.task) }));
    if (before !== undefined) {
      countLabel(entry.sum, { row: of.row, label: before }, -1);
      decided.segments.count(of, before, -1);
    }
    countLabel(entry.sum, { row: of.row, label }, 1);
    decided.segments.count(of, label, 1);
    page.set(slot, label);
    pages.set(name, page);
    decided.changed.add(name);
    decided.accepted += 1;
  }
  return decided;
}

/** The windows of every width that is kept there, and what each gains. */
function rolledUp({ sums }: Decided, { baseSeconds, gone }: { baseSeconds: number; gone: Gone }): Map<string, { key: QualityKey; sum: LabelSum }> {
  const windows = new Map<string, { key: QualityKey; sum: LabelSum }>();
  for (const { of, sum } of sums.values()) {
    for (const widthSeconds of foldWidths(baseSeconds)) {
      const startsAtMs = Math.floor(of.startsAtMs / (widthSeconds * 1000)) * widthSeconds * 1000;
      if (startsAtMs < goneOf(gone, widthSeconds)) continue;
      const key: QualityKey = { versionId: of.versionId, environment: of.environment, widthSeconds, startsAtMs, task: of.row.task };
      const name = JSON.stringify(Object.values(key));
      let entry = windows.get(name);
      if (!entry) windows.set(name, (entry = { key, sum: newLabelSum(of.row.task) }));
      addLabelSum(entry.sum, sum);
    }
  }
  return windows;
}

async function tell(sql: Sql, of: { decided: Decided; versions: Map<number, { model: string; version: string }>; baseMs: number }, at: Date): Promise<void> {
  const touched = new Map<string, { model: string; version: string; environment: string; from: number; to: number }>();
  for (const { of: row } of of.decided.sums.values()) {
    const named = of.versions.get(row.versionId);
    if (!named) continue;
    const id = JSON.stringify([row.versionId, row.environment]);
    const had = touched.get(id);
    touched.set(id, { ...named, environment: row.environment, from: Math.min(had?.from ?? Infinity, row.startsAtMs), to: Math.max(had?.to ?? 0, row.startsAtMs + of.baseMs) });
  }
  for (const data of touched.values()) await publish(sql, { type: "windows.folded", subject: data.model, data, at });
}

/**
 * Takes labels, all of them or none: each once, in the window of its prediction at every width that is kept there. The same
 * label again is a duplicate; another one for the same row takes the old one back. Any number of replicas may call it with
 * labels of each other's predictions, in any order.
 */
export async function takeLabels(deps: Deps, given: readonly NewLabel[]): Promise<TakenLabels> {
  if (given.length === 0) return { accepted: 0, duplicate: 0, gone: [] };
  const now = deps.clock.now();
  const baseSeconds = deps.env.baseWindowSeconds;
  await ensureDays(deps.db, given.map(({ of }) => dayOf(new Date(of.issuedAt * 1000))));
  const gone = await readGone(deps.db);
  return deps.db.write(async (sql) => {
    const versions = await holdVersions(sql, [...new Set(given.map(({ of }) => of.versionId))]);
    const labels = given.filter(({ of }) => versions.has(of.versionId));
    const keys = new Map(labels.map(({ of }) => [nameOf(pageKeyOf(of)), pageKeyOf(of)]));
    const locked = await lockPages(sql, [...keys.values()]);
    const pages = new Map(locked.map(({ key, labels: bytes }) => [nameOf(key), readPage(bytes)]));
    const decided = decide(labels, pages);
    await savePages(sql, [...decided.changed].flatMap((name) => {
      const [key, page] = [keys.get(name), pages.get(name)];
      return key && page ? [{ key, labels: pageBytes(page) }] : [];
    }));
    const windows = rolledUp(decided, { baseSeconds, gone });
    const before = await lockQuality(sql, [...windows.values()].map(({ key }) => key), now);
    await saveQuality(sql, before.flatMap(({ key, counters }) => {
      const gained = windows.get(JSON.stringify([key.versionId, key.environment, key.widthSeconds, key.startsAtMs, key.task]));
      if (!gained) return [];
      const sum = counters === null ? newLabelSum(key.task) : labelSumOf(counters);
      addLabelSum(sum, gained.sum);
      return [{ key, counters: labelCounters(sum) }];
    }), now);
    await decided.segments.save(sql, { baseSeconds, gone, now });
    await tell(sql, { decided, versions, baseMs: baseSeconds * 1000 }, now);
    return { accepted: decided.accepted, duplicate: decided.duplicate, gone: given.filter(({ of }) => !versions.has(of.versionId)).map(({ line }) => line) };
  });
}
