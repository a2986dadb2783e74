/** Rows of 14 numeric and 6 categorical columns, the same for all who fold them: as requests of one row, and as files for Python. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BaselineProfile } from "../../server/domains/monitoring/contract.ts";
import type { ColumnValues } from "../../server/domains/monitoring/rules/fold.ts";
import { mulberry32, probit } from "../../server/testing/golden.ts";
import { profileOf, referenceOf } from "../../server/testing/monitoring-builders.ts";

const numericColumns = 14;
const categoricalColumns = 6;
/** Labels of each categorical column: from a yes and no to airports. */
const labelCounts = [2, 4, 8, 20, 50, 300];

export type BenchRows = { profile: BaselineProfile; count: number; numbers: Float64Array[]; labels: string[][] };

/** The baseline is of the same rows. Every other numeric column is skewed, every third one has an atom at 0. */
export function makeRows(count: number): BenchRows {
  const source = mulberry32(20_261_124);
  const uniform = () => source.next().value;
  const numbers = Array.from({ length: numericColumns }, (_, column) => Float64Array.from({ length: count }, () => {
    if (column % 3 === 0 && uniform() < 0.2) return 0;
    const normal = probit(uniform());
    return column % 2 === 0 ? normal : Math.exp(normal) * 10 ** (column % 5);
  }));
  const labels = Array.from({ length: categoricalColumns }, (_, column) => Array.from({ length: count }, () => `${"label of ".slice(0, column * 2)}${Math.floor((labelCounts[column] ?? 1) * uniform() ** 2)}`));
  const profile = profileOf(count, [...numbers.map((values, at) => referenceOf(`number ${at}`, [...values])), ...labels.map((values, at) => referenceOf(`label ${at}`, values))]);
  return { profile, count, numbers, labels };
}

/** Rows as they arrive: one request's columns by name with one value each, written anew for every row. */
export function requestOf({ numbers, labels }: BenchRows): { columns: Record<string, ColumnValues>; write: (row: number) => void } {
  const [ownNumbers, ownLabels] = [numbers.map(() => new Float64Array(1)), labels.map(() => [""])];
  return {
    columns: Object.fromEntries([...ownNumbers.map((values, at): [string, ColumnValues] => [`number ${at}`, values]), ...ownLabels.map((values, at): [string, ColumnValues] => [`label ${at}`, values])]),
    write: (row) => {
      for (let at = 0; at < numbers.length; at++) (ownNumbers[at] as Float64Array)[0] = (numbers[at] as Float64Array)[row] as number;
      for (let at = 0; at < labels.length; at++) (ownLabels[at] as string[])[0] = (labels[at] as string[])[row] as string;
    },
  };
}

/** For Python: numbers.f64 column by column, labels.json, and edges.json of the baseline. */
export function writeRows({ profile, numbers, labels }: BenchRows, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "numbers.f64"), Buffer.concat(numbers.map((values) => Buffer.from(values.buffer))));
  writeFileSync(join(folder, "labels.json"), JSON.stringify(labels));
  writeFileSync(join(folder, "edges.json"), JSON.stringify(profile.columns.flatMap(({ reference }) => (reference.kind === "numeric" ? [reference.edges] : []))));
}
