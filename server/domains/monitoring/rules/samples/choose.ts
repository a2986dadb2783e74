/** Choosing rows as they arrive: a number drawn and a score looked up for each, a row copied only if it is kept. */
import { isPlainText } from "../../../../shared/text.ts";
import type { BaselineProfile, ReferenceColumn } from "../../contract.ts";
import { predictionIdName, sampleRowBytes, samplesTag, sensitiveTag, type SampleCell, type SampledRow } from "../../contract-samples.ts";
import { clockNames as namesIn } from "../columns.ts";
import { mix } from "../distinct.ts";
import type { ColumnValues } from "../fold.ts";
import { labelHash, labelOf } from "../labels.ts";
import { keepRows, limits, orders, rowsOfKind } from "./keep.ts";
import { addScores, reasonsOf, tablesOf, type Tables } from "./unusual.ts";

/** What tags say: whether rows are kept, and names of columns or tensors whose values never are. */
export type SampleTerms = { on: boolean; sensitive: ReadonlySet<string> };
type TagsOf = Readonly<Record<string, string>>;

/** The version's tags and the model's hold together: either may mark a column, either may switch off (SPEC P4). */
export function sampleTerms(...tags: readonly TagsOf[]): SampleTerms {
  return { on: tags.every((own) => own[samplesTag] !== "off"), sensitive: new Set(tags.flatMap((own) => [...namesIn(own[sensitiveTag])])) };
}
/** Marked by its own name or by its tensor's. */
export const isSensitive = ({ sensitive }: SampleTerms, column: Pick<ReferenceColumn, "name" | "tensor">): boolean => sensitive.has(column.name) || sensitive.has(column.tensor);

/** Made once for a version: what may be kept of a row, and how rows are judged. */
export type Chooser = { columns: readonly ReferenceColumn[]; tables: Tables; withIds: boolean };
export function chooserOf(profile: BaselineProfile, terms: SampleTerms): Chooser {
  const hidden = (column: ReferenceColumn) => isSensitive(terms, column);
  return { columns: profile.columns.filter((column) => !hidden(column)), tables: tablesOf(profile, hidden), withIds: !terms.sensitive.has(predictionIdName) };
}

export type Seed = { high: number; low: number };
/** @param name of whoever draws: replica and incarnation */
export function seedOf(name: string): Seed {
  const hash = labelHash(name);
  return { high: Math.floor(hash / 2 ** 32), low: hash >>> 0 };
}
/** 53 bits that are fixed by who draws and which of its rows it is; the first 32 are a permutation of the rows. */
export function priorityOf({ high, low }: Seed, row: number): number {
  const first = mix(mix((row ^ low) >>> 0) ^ mix(Math.floor(row / 2 ** 32) + high));
  return first * 2 ** 21 + (mix(first ^ Math.imul(row + high, 0x9e3779b1)) >>> 11);
}

const reasonsTold = 3;
/** Longer ones are not kept: part of an id finds nothing. */
const longestId = 512;

/** A 32-bit float as the shortest decimal that is it, not as its 17 digits. */
function shortest(x: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return short;
  }
  return x;
}

function cellOf(value: number | bigint | string | boolean | null | undefined, datatype: string): SampleCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return labelOf(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : String(value);
  if (!Number.isFinite(value)) return String(value);
  return datatype === "FP32" || datatype === "FP16" ? shortest(value) + 0 : value + 0;
}

/** Rows of one request. `place`: of its first row among all that this process counted. */
export type Offered = { columns: Record<string, ColumnValues>; rows: number; atMs: number; place: number; predictionId: string | undefined };
export type Drawing = { seed: Seed; name: string };

function copyRow(chooser: Chooser, { columns, atMs, place, rows, predictionId }: Offered, drawn: { row: number; priority: number; score: number; name: string }): SampledRow {
  const { row, priority, score, name } = drawn;
  const values: [string, SampleCell][] = [];
  let bytes = 2;
  let left = 0;
  for (const column of chooser.columns) {
    if (!Object.hasOwn(columns, column.name)) continue;
    const cell = cellOf((columns[column.name] as ArrayLike<number | bigint | string | boolean | null> | undefined)?.[row], column.datatype);
    const size = Buffer.byteLength(JSON.stringify([column.name, cell]));
    if (bytes + size > sampleRowBytes) left += 1;
    else {
      values.push([column.name, cell]);
      bytes += size;
    }
  }
  const reasons = reasonsOf(chooser.tables, columns, { row, most: reasonsTold });
  const id = predictionId === undefined || rows === 1 ? predictionId : `${predictionId}#${row}`;
  return {
    priority, score, id: `${name}.${(place + row).toString(36)}`, atMs, ...(chooser.withIds && id !== undefined && id.length <= longestId && isPlainText(id) ? { predictionId: id } : {}),
    values: Object.fromEntries(values), ...(left > 0 ? { left } : {}), ...(reasons.length > 0 ? { reasons } : {}),
  };
}

let scratch = new Float64Array(64);

/** The rows that are kept of one window so far, and which of them nobody was told of yet. */
export class Reservoir {
  private kept: SampledRow[] = [];
  private fresh = new Set<string>();
  private lowest = Infinity;
  private highest = { score: 0, priority: Infinity };

  /** Judges each row; copies those that are kept now. */
  offer(chooser: Chooser, offered: Offered, { seed, name }: Drawing): void {
    const { rows, place } = offered;
    if (scratch.length < rows) scratch = new Float64Array(rows);
    scratch.fill(0, 0, rows);
    addScores(chooser.tables, offered.columns, { scores: scratch, rows });
    for (let row = 0; row < rows; row++) {
      const priority = priorityOf(seed, place + row);
      const score = scratch[row] ?? 0;
      const unusual = score > this.highest.score || (score > 0 && score === this.highest.score && priority < this.highest.priority);
      if (priority < this.lowest || unusual) this.keep(copyRow(chooser, offered, { row, priority, score, name }));
    }
  }

  private keep(row: SampledRow): void {
    this.kept = keepRows([...this.kept, row]);
    this.fresh.add(row.id);
    const uniform = rowsOfKind(this.kept, "uniform");
    const unusual = rowsOfKind(this.kept, "unusual");
    if (uniform.length === limits.uniform) this.lowest = uniform.at(-1)?.priority ?? Infinity;
    if (unusual.length === limits.unusual) this.highest = unusual.at(-1) ?? this.highest;
  }

  /** Rows that came to be kept since the last call, and still are. */
  take(): SampledRow[] {
    const rows = this.kept.filter(({ id }) => this.fresh.has(id)).sort(orders.uniform);
    this.fresh = new Set();
    return rows;
  }
}
