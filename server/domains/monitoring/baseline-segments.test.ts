import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { computeProfile } from "./baseline-profile.ts";
import { shapeOfSignature, type Signature } from "./rules/columns.ts";
import { CountSum } from "./rules/segments/counts.ts";
import { rowsOfSegment, segmentLayout, segmentReference } from "./rules/segments/layout.ts";
import { baselineStands } from "./rules/standing.ts";

const folder = mkdtempSync(join(tmpdir(), "signalbox-segments-"));
const duck = await (await DuckDBInstance.create(":memory:")).connect();
const signature: Signature = { inputs: [["amount", "float"], ["size", "long"], ["port", "string"], ["open", "boolean"]].map(([name = "", type = ""]) => ({ name, type, shape: null })), outputs: [] };
const shape = shapeOfSignature(signature);
const path = join(folder, "baseline.parquet");
await duck.run(`COPY (SELECT CASE WHEN i % 50 = 0 THEN NULL WHEN i % 77 = 0 THEN 'NaN'::DOUBLE WHEN i % 91 = 0 THEN 'inf'::DOUBLE ELSE (i % 7)::DOUBLE END AS amount, i % 3 AS size, i % 2 = 0 AS open,
  CASE WHEN i % 100 = 99 THEN NULL WHEN i < 600 THEN 'ORD' ELSE 'P' || (i % 60)::VARCHAR END AS port FROM range(1500) t(i)) TO '${path}' (FORMAT parquet)`);
const computed = (tags: Record<string, string>) => computeProfile({ file: { path, name: "baseline.parquet", spillFolder: join(folder, "spill") }, shape, signature, tags, progress: () => Promise.resolve() });

describe("a baseline's own rows by segment (U5)", () => {
  test("each column's counts add up to its reference, and the top 50 labels are told apart", async () => {
    const { profile, segments } = await computed({ "signalbox.segment_features": "port,size,open,amount" });
    expect(profile.segments).toMatchObject({ inputs: ["port", "size", "open"], notes: [expect.stringMatching(/names amount, which is no categorical input.*port/)] });
    const layout = segmentLayout(profile) ?? expect.fail();
    expect(segments?.layout).toBe(layout.stamp);
    for (const input of layout.inputs) {
      const sum = new CountSum();
      sum.add(Buffer.from(segments?.of[input.feature] ?? "", "base64"));
      const places = Array.from({ length: input.values.length + 1 }, (_, place) => place);
      expect(places.reduce((rows, place) => rows + rowsOfSegment(layout, sum, place), 0)).toBe(1500);
      for (const column of layout.columns) {
        const parts = places.map((place) => segmentReference(layout, sum, { place, column }).reference);
        const total = (of: (part: typeof parts[number]) => number) => parts.reduce((all, part) => all + of(part), 0);
        const { reference } = column.column;
        expect(reference.counts.map((_, bin) => total((part) => part.counts[bin] ?? 0))).toEqual(reference.counts);
        expect(total((part) => part.missing)).toBe(reference.missing);
        expect(total((part) => (part.kind === "numeric" ? part.infinite : 0))).toBe(reference.kind === "numeric" ? reference.infinite : 0);
      }
      if (input.feature === "port") expect([input.values[0], input.values.length, rowsOfSegment(layout, sum, 0)]).toEqual(["ORD", 50, 594]);
    }
  });

  test.each<{ name: string; was: Record<string, string>; now: Record<string, string>; stands: boolean }>([
    { name: "without the tag", was: {}, now: {}, stands: true },
    { name: "the same tag", was: { "signalbox.segment_features": "port" }, now: { "signalbox.segment_features": "port " }, stands: true },
    { name: "a tag that came", was: {}, now: { "signalbox.segment_features": "port" }, stands: false },
    { name: "a tag that went", was: { "signalbox.segment_features": "port" }, now: {}, stands: false },
    { name: "another tag", was: { "signalbox.segment_features": "port" }, now: { "signalbox.segment_features": "port,size" }, stands: false },
  ])("a profile stands by its tag: $name (B1)", async ({ was, now, stands }) => {
    const { profile, segments } = await computed(was);
    expect(segments === null).toBe(Object.keys(was).length === 0);
    expect(baselineStands({ sha256: "s", profile }, { sha256: "s", shape, signature, tags: now })).toBe(stands);
  });
});
