import { expect } from "vitest";
import type { BaselineProfile, ReferenceColumn } from "../domains/monitoring/contract.ts";
import type { LiveColumn } from "../domains/monitoring/rules/definitions.ts";
import { foldRows, newAccumulator, toColumns, type ColumnValues } from "../domains/monitoring/rules/fold.ts";
import { addWindow, emptyWindow, newSum } from "../domains/monitoring/rules/merge.ts";
import { wholeSketch } from "../domains/monitoring/rules/merge-sketch.ts";

/** A column as a window holds it, folded row by row and merged from two halves. */
export function liveColumn(reference: ReferenceColumn["reference"], values: ColumnValues & { length: number; slice(from: number, to?: number): ColumnValues }): LiveColumn {
  const profile: BaselineProfile = {
    formatVersion: 1, rows: 1, unmatchedColumns: [], missingColumns: [], notMonitored: [],
    columns: [{ name: "x", role: "input", tensor: "x", index: 0, datatype: "FP64", clock: false, reference }],
  };
  const sum = newSum();
  const middle = values.length >> 1;
  for (const [part, rows] of [[values.slice(0, middle), middle], [values.slice(middle), values.length - middle]] as const) {
    const accumulator = newAccumulator(profile);
    foldRows(accumulator, { x: part }, rows);
    addWindow(sum, { ...emptyWindow(), ...toColumns(accumulator) });
  }
  const counters = sum.columns.get("x") ?? expect.fail("no counters");
  return { counters: { ...counters, fresh: Object.fromEntries(counters.fresh) }, sketch: wholeSketch(sum.sketches, "x") };
}
