import type { BaselineProfile, ReferenceColumn, SegmentCounts } from "./contract.ts";
import { profileColumn } from "./baseline-column.ts";
import { countHours, openHours } from "./baseline-hours.ts";
import { openBaseline, readerWords } from "./baseline-file.ts";
import { countSegments } from "./baseline-segments.ts";
import { baselineQuality } from "./baseline-quality.ts";
import { BaselineProblem, nameList } from "./baseline-problem.ts";
import type { SlotCounts } from "./rules/slots.ts";
import { chooseSegments, segmentTag } from "./rules/segments/choose.ts";
import { clockNames, matchColumns, modelColumns, mostLabels, type ModelShape, type Signature } from "./rules/columns.ts";

export type ProfileInput = {
  /** `path` local; `name` as it was logged. */
  file: { path: string; name: string; spillFolder: string };
  shape: ModelShape;
  signature: Signature | null;
  /** The version's tags by key. */
  tags: Readonly<Record<string, string>>;
  /** Called after each column, 0 to 1. */
  progress: (share: number) => Promise<void>;
};

/** `slots`: counts by hour of the week and column; null where the baseline has no hours. `segments`: counts by segment; null where no input segments its rows. */
export type Computed = { profile: BaselineProfile; slots: Record<string, SlotCounts> | null; segments: SegmentCounts | null };

/**
 * The reference profile of a baseline file for a model: matched columns in the model's order, and what did not match.
 * @throws BaselineProblem in words for the version's page
 */
export async function computeProfile({ file, shape, signature, tags, progress }: ProfileInput): Promise<Computed> {
  const model = modelColumns(shape, signature);
  const opened = await openBaseline(file);
  try {
    const time = tags["signalbox.baseline_time"];
    const { matched, unmatched, missing } = matchColumns(model.columns, opened.columns.map((column) => column.name), time === undefined ? [] : [time]);
    if (matched.length === 0) {
      throw new BaselineProblem(`No column of ${file.name} has the name of a model column. The file has: ${nameList(opened.columns.map((column) => column.name))}. The model has: ${nameList(model.columns.map((column) => column.name))}.`);
    }
    const clocks = clockNames(tags["signalbox.time_features"]);
    const hours = await openHours(opened, tags);
    const slots: Record<string, SlotCounts> = {};
    const columns: ReferenceColumn[] = [];
    const notMonitored = [...model.notMonitored];
    for (const [done, column] of matched.entries()) {
      const type = opened.columns.find((candidate) => candidate.name === column.name)?.type ?? "";
      const target = { column: { name: column.name, type }, datatype: column.datatype };
      const reference = await profileColumn(opened, target);
      if (reference === null) notMonitored.push(`${column.name}: the baseline has more than ${mostLabels} different labels`);
      else columns.push({ ...column, clock: column.role === "input" && clocks.has(column.name), reference });
      if (reference !== null && hours?.reason === null) slots[column.name] = await countHours(opened, target, reference);
      await progress((done + 1) / matched.length);
    }
    const quality = await baselineQuality(opened, { shape, signature, tags, columns, unmatched });
    const segments = chooseSegments(tags[segmentTag], columns);
    const profile: BaselineProfile = { formatVersion: 1, rows: opened.rows, columns, unmatchedColumns: unmatched, missingColumns: missing, notMonitored, ...(hours === null ? {} : { hours }), ...(quality ? { quality } : {}), ...(segments ? { segments } : {}) };
    return { profile, slots: hours?.reason === null ? slots : null, segments: await countSegments(opened, profile) };
  } catch (error) {
    if (error instanceof Error && error.constructor === Error && /^(Invalid Input|Conversion|Binder|IO|Out of Memory|Parser|Serialization)\b.*Error:/.test(error.message)) {
      throw new BaselineProblem(`${file.name} cannot be read to its end: ${readerWords(error, file.path)}`);
    }
    throw error;
  } finally {
    opened.close();
  }
}
