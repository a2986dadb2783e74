import { createServer, request, type Server } from "node:http";
import { Readable } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../processes/embedded-postgres.ts";
import { testDeps } from "../../../testing/harness.ts";
import { at, openWire, type Body, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;
let server: Server;
let port = 0;
/** Says when the blob store is next handed a body. */
const storing = { begin: (): void => undefined, next: () => new Promise<void>((begun) => { storing.begin = begun; }) };
beforeAll(async () => {
  wire = await openWire({ ...deps, blobs: { ...deps.blobs, put: (body) => { storing.begin(); return deps.blobs.put(body); } } });
  // Node's server hands over the request as it was sent; a URL parser would fold `..` away before it is seen.
  const listener = getRequestListener(wire.app.fetch);
  server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  port = await freePort();
  await new Promise<void>((listening) => { server.listen(port, "127.0.0.1", listening); });
});
afterAll(() => new Promise<void>((closed) => { server.close(() => closed()); server.closeAllConnections(); }));

const base = "/api/2.0/mlflow-artifacts/artifacts";

/** One request by socket, its path sent as given. */
function send(method: string, path: string, body?: Readable): Promise<{ status: number; text: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers: { authorization: `Bearer ${wire.token}` } }, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => { bytes += chunk.length; if (bytes < 10_000) chunks.push(chunk); });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString(), bytes }));
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    if (body) body.pipe(outgoing);
    else outgoing.end();
  });
}

test("a file comes back with its headers; listing names children and sizes", async () => {
  expect([(await wire.put("1/r/artifacts/a/note.json", "{}")).text, (await wire.put("1/r/artifacts/empty", "")).status]).toEqual(["", 200]);
  const file = await wire.raw(`${base}/1/r/artifacts/a/note.json`);
  expect([file.text, file.headers.get("content-disposition"), file.headers.get("x-content-type-options"), file.headers.get("content-type"), file.headers.get("accept-ranges")])
    .toEqual(["{}", "attachment; filename=note.json", "nosniff", "text/plain", "bytes"]);
  expect((await wire.raw(`${base}?path=1/r/artifacts`)).body).toEqual({ files: [{ path: "a", is_dir: true }, { path: "empty", is_dir: false }] });
  expect((await wire.raw(`${base}?path=1/r/artifacts/a`)).body).toEqual({ files: [{ path: "note.json", is_dir: false, file_size: 2 }] });
  expect((await wire.raw(`${base}?path=1/r/artifacts/a/note.json`)).body).toEqual({});
  const etag = file.headers.get("etag") ?? "";
  expect((await wire.raw(`${base}/1/r/artifacts/a/note.json`, { headers: { "if-none-match": etag } })).status).toBe(304);
  expect([(await wire.raw(`${base}/1/r/artifacts/nope`)).body["message"], (await wire.raw(`${base}/1/r/artifacts/a`)).status]).toEqual(["No such artifact: '1/r/artifacts/nope'", 400]);
});

test.each([
  ["dog+step.webp", "attachment; filename=dog+step.webp", "image/webp"],
  ["two words.tsv", 'attachment; filename="two words.tsv"', "text/plain"],
  ['say "hi".html', 'attachment; filename="say \\"hi\\".html"', "text/html"],
  ["größe.md", "attachment; filename=groe.md; filename*=UTF-8''gr%C3%B6%C3%9Fe.md", "text/plain"],
  ["日本語", "attachment; filename=download; filename*=UTF-8''%E6%97%A5%E6%9C%AC%E8%AA%9E", "application/octet-stream"],
])("%s is offered under its name, as MLflow's server does", async (name, disposition, type) => {
  await wire.put(`8/names/${encodeURIComponent(name)}`, "1");
  const file = await wire.raw(`${base}/8/names/${encodeURIComponent(name)}`);
  expect([file.headers.get("content-disposition"), file.headers.get("content-type")]).toEqual([disposition, type]);
});

test.each([
  ["a file below a file", "6/f/file", "6/f/file/child"],
  ["a file in the place of a folder", "6/g/folder/child", "6/g/folder"],
])("%s is refused", async (_what, first, second) => {
  expect((await wire.put(first, "1")).status).toBe(200);
  const answer = await wire.put(second, "2");
  expect([answer.status, answer.body["error_code"]]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect((await wire.raw(`${base}/${first}`)).text).toBe("1");
});

test.each([["bytes=1-2", 206, "bc", "bytes 1-2/6"], ["bytes=4-", 206, "ef", "bytes 4-5/6"], ["bytes=9-", 416, "", "bytes */6"]])("range %s", async (...row) => {
  const [range, status, text, shown] = row;
  await wire.put("2/range.bin", "abcdef");
  const answer = await wire.raw(`${base}/2/range.bin`, { headers: { range } });
  expect([answer.status, answer.text, answer.headers.get("content-range")]).toEqual([status, text, shown]);
});

test.each(["../../etc/passwd", "a/../../b", "%2e%2e/x", "%252e%252e/x", "a/..%2f..%2fb", "..%5cx", "%2fetc/passwd", "a%00b", "../../../../../health"])("%s leaves the root, by GET, PUT and DELETE", async (path) => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const answer = await send(method, `${base}/${path}`);
    expect([method, answer.status]).toEqual([method, 400]);
    expect(answer.text).toContain('"Invalid path"');
  }
});

test("a body reaches the store before its end is sent; it comes back whole, is overwritten, deleted", async () => {
  const block = Buffer.alloc(1024 * 1024, 7);
  const stored = storing.next();
  async function* body() {
    yield block;
    // A server that gathers the body first would wait here for ever.
    await stored;
    for (let index = 1; index < 48; index++) yield block;
  }
  expect((await send("PUT", `${base}/3/large.bin`, Readable.from(body()))).status).toBe(200);
  expect((await send("GET", `${base}/3/large.bin`)).bytes).toBe(48 * block.length);
  await wire.put("3/large.bin", "small");
  expect((await wire.raw(`${base}/3/large.bin`)).text).toBe("small");
  expect([(await wire.raw(`${base}/3`, { method: "DELETE" })).status, (await wire.raw(`${base}/3/large.bin`)).status, (await wire.raw(`${base}/3`, { method: "DELETE" })).status]).toEqual([200, 404, 200]);
});

test("a run's and a version's files open by their own names", async () => {
  const run = String(at((await wire.call("POST", "runs/create", { experiment_id: "0" })).body, "run.info.run_id"));
  await wire.put(`0/${run}/artifacts/model/weights.bin`, "w");
  await wire.call("POST", "registered-models/create", { name: "Opened" });
  await wire.call("POST", "model-versions/create", { name: "Opened", source: `runs:/${run}/model`, run_id: run });
  expect((await wire.raw(`/get-artifact?run_id=${run}&path=model/weights.bin`)).text).toBe("w");
  expect((await wire.raw("/model-versions/get-artifact?name=Opened&version=1&path=weights.bin")).text).toBe("w");
  expect((await wire.raw("/model-versions/get-artifact?name=Opened&version=1&path=../../x")).body["message"]).toBe("Invalid path");
  expect((await wire.raw("/model-versions/get-artifact?name=Opened&version=1")).status).toBe(400);
  expect((await wire.call("GET", "artifacts/list", { run_id: run, path: "model" })).body).toEqual({ root_uri: `mlflow-artifacts:/0/${run}/artifacts`, files: [{ path: "model/weights.bin", is_dir: false, file_size: 1 }] });
});

const signature = `signature:\n  inputs: '[{"name": "x", "type": "double"}]'\n  outputs: '[{"name": "y", "type": "double"}]'\n`;

/** A version of a logged model with an MLmodel file, registered from it. */
async function registered(name: string, files: Body = {}): Promise<{ root: string; run: string; id: number }> {
  const run = String(at((await wire.call("POST", "runs/create", { experiment_id: "0" })).body, "run.info.run_id"));
  const model = String(at((await wire.call("POST", "logged-models", { experiment_id: "0", source_run_id: run })).body, "model.info.model_id"));
  const root = `0/models/${model}/artifacts`;
  for (const [path, bytes] of Object.entries(files)) await wire.put(`${root}/${path}`, String(bytes));
  await wire.call("POST", "registered-models/create", { name });
  await wire.call("POST", "model-versions/create", { name, source: `models:/${model}`, model_id: model });
  const version = await deps.db.prisma.modelVersion.findFirstOrThrow({ where: { model: { name } }, orderBy: { version: "desc" } });
  return { root, run, id: version.id };
}

test("a signature is read at registration, or when its file arrives later", async () => {
  const early = await registered("Early", { MLmodel: signature });
  const late = await registered("Late");
  const read = async (id: number) => at((await deps.db.prisma.modelVersion.findUniqueOrThrow({ where: { id } })).signature, "inputs.0.name");
  expect([await read(early.id), await read(late.id)]).toEqual(["x", undefined]);
  await wire.put(`${late.root}/MLmodel`, signature);
  expect(await read(late.id)).toBe("x");
});

test("a baseline is noticed with the version, in its run, arriving late, and by its tag", async () => {
  const queued = async (id: number) => deps.db.prisma.job.count({ where: { kind: "baseline.profile", key: String(id), state: "queued" } });
  expect(await queued((await registered("With", { "baseline.parquet": "b" })).id)).toBe(1);
  const later = await registered("Later");
  expect(await queued(later.id)).toBe(0);
  await wire.put(`0/${later.run}/artifacts/baseline.csv`, "b");
  expect(await queued(later.id)).toBe(1);
  const tagged = await registered("Tagged", { "data/reference.csv": "b" });
  expect(await queued(tagged.id)).toBe(0);
  await wire.call("POST", "model-versions/set-tag", { name: "Tagged", version: "1", key: "signalbox.baseline", value: "data/reference.csv" });
  expect(await queued(tagged.id)).toBe(1);
});

/** What releases writes when a version is first named, and routed. */
async function freeze(id: number, files: string[]): Promise<void> {
  const version = await deps.db.prisma.modelVersion.findUniqueOrThrow({ where: { id } });
  const at = deps.clock.now();
  const release = await deps.db.prisma.release.create({ data: { model_id: version.model_id, version_id: id, environment: "production", requested_by: "x", requested_at: at, evidence: "{}", evidence_digest: "0".repeat(64) } });
  await deps.db.prisma.frozenVersion.create({ data: { version_id: id, release_id: release.id, artifacts: files.map((path) => ({ path, size: 1, sha256: "0" })), tags: {} } });
  await deps.db.prisma.route.create({ data: { environment: "production", model_id: version.model_id, since: at, release_id: release.id, entries: { create: { version_id: id, weight: 100 } } } });
}

test("what a release froze stays: tags, files, the version, the model and its name", async () => {
  const { root, id } = await registered("Held", { MLmodel: signature, "data/w.bin": "w" });
  await freeze(id, ["MLmodel", "data/w.bin"]);
  const held = /release \d+ holds it/;
  const refused: [string, Promise<{ status: number; body: Body }>, RegExp][] = [
    ["a platform tag", wire.call("POST", "model-versions/set-tag", { name: "Held", version: "1", key: "signalbox.task", value: "binary" }), held],
    ["deleting one", wire.call("DELETE", "model-versions/delete-tag", { name: "Held", version: "1", key: "signalbox.task" }), held],
    ["overwriting a file", wire.put(`${root}/data/w.bin`, "other"), held],
    ["adding a file", wire.put(`${root}/data/another.bin`, "new"), held],
    ["deleting a file", wire.raw(`${base}/${root}/MLmodel`, { method: "DELETE" }), held],
    ["deleting a folder", wire.raw(`${base}/${root}/data`, { method: "DELETE" }), held],
    ["deleting a folder above", wire.raw(`${base}/0/models`, { method: "DELETE" }), held],
    ["deleting the version", wire.call("DELETE", "model-versions/delete", { name: "Held", version: "1" }), /production serves it/],
    ["deleting the model", wire.call("DELETE", "registered-models/delete", { name: "Held" }), /production serves it/],
    ["renaming the model", wire.call("POST", "registered-models/rename", { name: "Held", new_name: "Other" }), /production serves it/],
  ];
  for (const [what, attempt, reason] of refused) {
    const answer = await attempt;
    expect([what, answer.status, answer.body["error_code"]]).toEqual([what, 400, "INVALID_PARAMETER_VALUE"]);
    expect(answer.body["message"]).toMatch(reason);
  }
  expect((await wire.raw(`${base}/${root}/data/w.bin`)).text).toBe("w");
  expect((await wire.call("POST", "model-versions/set-tag", { name: "Held", version: "1", key: "note", value: "fine" })).status).toBe(200);
  expect((await wire.put(`${root}/baseline.csv`, "late")).status).toBe(200);
  await deps.db.prisma.route.deleteMany({});
  expect((await wire.call("DELETE", "model-versions/delete", { name: "Held", version: "1" })).body["message"]).toMatch(/holds it as part of its record/);
  expect((await wire.call("DELETE", "registered-models/delete", { name: "Held" })).body["message"]).toMatch(/holds it as part of its record/);
});
