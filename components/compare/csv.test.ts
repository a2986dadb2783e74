import { expect, test } from "vitest";
import type { CompareView } from "#server/shared/compare.ts";
import { compareCsv } from "./csv.ts";

const version = (ref: string): CompareView["versions"][number] => ({
  ref, model: "m", version: "1", description: null, createdBy: "=cmd|x", createdAt: "2026-03-01T00:00:00.000Z", stage: "None", aliases: [], source: "", frozenBy: null, run: null, datasets: [], serving: [],
  baseline: { state: "none", rows: null }, artifactsBytes: 0, artifactCount: 0, hasSignature: false, breaking: [],
});
const view: CompareView = {
  versions: [version("m:1"), version("m:2")], problems: [], tags: [], signature: [], artifacts: [], artifactsLeftOut: 0, live: [], columns: [],
  metrics: [{ key: "auc", direction: "higher", differs: true, cells: [{ value: 0.5, change: null, verdict: "unknown" }, { value: 0.25, change: -0.25, verdict: "worse" }] }],
  params: [{ key: 'a "b", c', values: ["1\n2", null], differs: true }],
};

test("a line a row; quotes, commas and lines are kept, no cell is a formula, numbers stay numbers", () => {
  const lines = compareCsv(view).split("\r\n");
  expect(lines[0]).toBe("part,name,m:1,m:2");
  expect(lines).toContain("about,registered by,'=cmd|x,'=cmd|x");
  expect(lines).toContain("metric,auc,0.5,0.25");
  expect(lines).toContain("metric change,auc,,-0.25");
  expect(lines).toContain("metric verdict,auc,reference,worse");
  expect(compareCsv(view)).toContain(`parameter,"a ""b"", c","1\n2",\r\n`);
});
