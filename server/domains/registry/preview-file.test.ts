import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import { fixture } from "../../testing/serving-world.ts";
import type { Actor } from "../identity/contract.ts";
import { previewBytes, previewInput, previewView } from "./contract-version.ts";
import * as registry from "./index.ts";

const deps = await testDeps();
let actor: Actor;
let root = "";
const put = (path: string, body: Readable) => registry.uploadArtifact(deps, actor, { path: `${root}/${path}`, body });
const look = async (path: string, more = false) => previewView.parse(await registry.previewFile(deps, actor, previewInput.parse({ model: "m", version: 1, path, more })));
beforeAll(async () => {
  actor = await testActor(deps, "scientist");
  await registry.createModel(deps, actor, { name: "m", tags: [] });
  const model = await registry.createLoggedModel(deps, actor, { experimentId: 0, name: "m", modelType: "", sourceRunId: "", params: [], tags: [] });
  root = `0/models/${model.id}/artifacts`;
  await registry.createVersion(deps, actor, { name: "m", source: `models:/${model.id}`, runId: "", modelId: model.id, runLink: "", description: "", tags: [] });
  const made = `${deps.env.dataFolder}/made.parquet`;
  const duck = await (await DuckDBInstance.create(":memory:")).connect();
  await duck.run(`COPY (SELECT range AS id, 'row ' || range AS name, CASE WHEN range % 2 = 0 THEN NULL ELSE range * 0.5 END AS half, DATE '2026-01-01' AS "a ""day""" FROM range(250)) TO '${made}' (FORMAT parquet)`);
  duck.closeSync();
  await put("data/b [1]*.parquet", createReadStream(made));
  await put("model.onnx", createReadStream(fixture("mixed")));
  await put("table.csv", Readable.from(["a,b\n1,2\n3,\n"]));
  await put("long.csv", Readable.from([`a,b\n${"1,22222222\n".repeat(40_000)}`]));
  await put("long.txt", Readable.from(["ä".repeat(400_000)]));
  await put("empty.txt", Readable.from([]));
  await put("config.json", Readable.from([`{"a": [1]}`]));
  await put("fake.parquet", Readable.from(["no parquet"]));
  await put("torn.parquet", Readable.from(["PAR1 and then nothing"]));
  await put("fake.onnx", Readable.from(["no model"]));
  await put("fake.png", Readable.from(["<script>alert(1)</script>"]));
  await put("model.pkl", Readable.from([Buffer.from([0x80, 4])]));
  await put("weights.bin", Readable.from([Buffer.from([0, 1, 2])]));
  await put("plot.svg", Readable.from(["<svg/>"]));
});

test("Parquet: schema, number of rows and the first hundred", async () => {
  const { preview } = await look("data/b [1]*.parquet");
  expect(preview).toMatchObject({ kind: "table", form: "parquet", rows: 250, columnsLeft: 0, columns: [{ name: "id", type: "BIGINT" }, { name: "name", type: "VARCHAR" }, { name: "half" }, { name: 'a "day"', type: "DATE" }] });
  expect(preview.kind === "table" && [preview.head.length, preview.head[0], preview.head[1]]).toEqual([100, ["0", "row 0", null, "2026-01-01"], ["1", "row 1", "0.5", "2026-01-01"]]);
});
test("an ONNX graph", async () => {
  const seen = await look("model.onnx");
  expect(seen).toMatchObject({ size: 457, preview: { kind: "onnx", onnx: { nodes: 6, opsets: [{ domain: "ai.onnx", version: 17 }], outputs: [{ name: "label", type: "string", shape: ["n", 1] }, {}, {}, {}] } } });
});
test("CSV, whole and cut", async () => {
  expect((await look("table.csv")).preview).toMatchObject({ kind: "table", columns: [{ name: "a" }, { name: "b" }], head: [["1", "2"], ["3", ""]], rows: 2 });
  const { preview } = await look("long.csv");
  expect(preview.kind === "table" && [preview.head.length, preview.rows]).toEqual([100, null]);
});
test("text is cut, at a whole character, and more of it is shown when asked", async () => {
  const first = (await look("long.txt")).preview;
  expect(first).toMatchObject({ kind: "text", form: "plain", whole: false, shownBytes: previewBytes.first });
  expect(first.kind === "text" && first.text === "ä".repeat(previewBytes.first / 2)).toBe(true);
  expect((await look("long.txt", true)).preview).toMatchObject({ whole: true, shownBytes: 800_000 });
  expect((await look("empty.txt")).preview).toMatchObject({ text: "", whole: true });
});
test.each([
  ["config.json", { kind: "text", form: "json", text: `{"a": [1]}` }],
  ["plot.svg", { kind: "image" }],
  ["fake.parquet", { kind: "none", reason: "This is not a Parquet file: it does not begin with PAR1." }],
  ["torn.parquet", { kind: "none", reason: expect.stringMatching(/^This Parquet file could not be read: /) }],
  ["fake.onnx", { kind: "none", reason: expect.stringMatching(/^This is not an ONNX model: /) }],
  ["fake.png", { kind: "none", reason: expect.stringContaining("none of PNG") }],
  ["model.pkl", { kind: "none", reason: "A pickle runs code when it is opened, so it is not opened here." }],
  ["weights.bin", { kind: "none", reason: expect.stringContaining("no UTF-8 text") }],
])("%s", async (path, preview) => {
  const seen = (await look(path)).preview;
  expect(seen).toMatchObject(preview);
  expect(JSON.stringify(seen)).not.toContain(deps.env.dataFolder);
});
test.each([["data", "invalid_input"], ["none.txt", "not_found"], ["../x", "invalid_input"]])("%s is refused", async (path, code) => { await expect(look(path)).rejects.toMatchObject({ code }); });
