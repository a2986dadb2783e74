import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { performanceCases, rebuildScores } from "../../testing/golden.ts";
import { computeProfile } from "./baseline-profile.ts";
import { labelColumn } from "./baseline-quality.ts";
import { calibrationOf } from "./rules/quality/isotonic.ts";

const folder = mkdtempSync(join(tmpdir(), "signalbox-labels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function profiled(header: string, rows: readonly string[], tags: Record<string, string> = {}) {
  const path = join(folder, "baseline.csv");
  writeFileSync(path, [header, ...rows].join("\n"));
  const shape = { inputs: [{ name: "a", datatype: "FP64", shape: [null, 1] }], outputs: [{ name: "p", datatype: "FP64", shape: [null, 1] }] };
  return (await computeProfile({ file: { path, name: "baseline.csv", spillFolder: folder }, shape, signature: null, tags: { "signalbox.task": "binary", ...tags }, progress: async () => {} })).profile;
}

test("a baseline's own labels calibrate its scores as NannyML's fit does (Q5)", async () => {
  const golden = performanceCases[0] ?? expect.fail("no case");
  const rows = rebuildScores(golden.reference);
  const { quality } = await profiled("a,p,target", rows.map(({ score, outcome }) => `1,${score},${outcome === 1}`));
  expect(quality).toMatchObject({ task: "binary", label: "target", rows: rows.length });
  const calibrate = calibrationOf(quality?.knots ?? expect.fail("no fit"));
  for (const [k, want] of golden.expect.nannyml["isotonicAt0_0.05_1"].entries()) expect(calibrate(k / 20)).toBeCloseTo(want, 9);
});

test("without labels, or with others than 0 and 1, there is no calibration", async () => {
  expect((await profiled("a,p", ["1,.5"])).quality).toBeUndefined();
  expect((await profiled("a,p,label", ["1,.5,sun"])).quality).toBeUndefined();
});

test.each<[string, { tags?: Record<string, string>; unmatched: string[]; want: string | null }]>([
  ["the tag's", { tags: { "signalbox.label": "late" }, unmatched: ["late", "label"], want: "late" }],
  ["a tag that names none", { tags: { "signalbox.label": "gone" }, unmatched: ["label"], want: null }],
  ["a customary name", { unmatched: ["when", "Target"], want: "Target" }],
  ["the only one left", { unmatched: ["late"], want: "late" }],
  ["one of several", { unmatched: ["a", "b"], want: null }],
])("the column of labels: %s", (_, { tags = {}, unmatched, want }) => {
  expect(labelColumn(tags, unmatched)).toBe(want);
});
