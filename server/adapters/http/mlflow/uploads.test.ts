import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { pruneArtifactUploads } from "../../../domains/registry/index.ts";
import { testDeps } from "../../../testing/harness.ts";
import { at, openWire, type Body, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;
beforeAll(async () => { wire = await openWire(deps); });

const folder = "7/run/artifacts/sub";
const post = (act: string, values: Body, where = folder) => wire.call("POST", `/api/2.0/mlflow-artifacts/mpu/${act}/${where}`, { path: "/home/me/big.bin", ...values });
/** As the stock client sends a part: to the address as it was given, without its token. */
const send = (address: unknown, bytes: string) => wire.raw(String(address).replace(deps.env.publicUrl, ""), { method: "PUT", body: bytes, headers: { authorization: "" } });
const digest = (bytes: string) => `"${createHash("sha256").update(bytes).digest("hex")}"`;

async function begun(parts: number): Promise<{ id: string; address: (number: number) => unknown }> {
  const { body } = await post("create", { num_parts: parts });
  return { id: String(body["upload_id"]), address: (number) => at(body, `credentials.${number - 1}.url`) };
}

test("parts in any order become one file; the upload is gone then", async () => {
  const { id, address } = await begun(2);
  const second = await send(address(2), "world");
  expect([(await send(address(1), "first try")).status, second.status, second.headers.get("etag")]).toEqual([200, 200, digest("world")]);
  const first = await send(address(1), "hello ");
  const parts = [{ part_number: 2, etag: second.headers.get("etag") }, { part_number: 1, etag: first.headers.get("etag"), url: address(1) }];
  expect((await post("complete", { upload_id: id, parts })).body).toEqual({});
  expect((await wire.raw(`/api/2.0/mlflow-artifacts/artifacts/${folder}/big.bin`)).text).toBe("hello world");
  expect([(await post("complete", { upload_id: id, parts })).status, (await send(address(1), "late")).status]).toEqual([404, 404]);
});

test.each([
  ["a part that was not sent", [{ part_number: 2, etag: "x" }], "Part 2 was not sent."],
  ["a part of another content", [{ part_number: 1, etag: "x" }], "Part 1 has another ETag"],
  ["no parts", [], "completed with the list of its parts"],
])("%s is refused, and nothing appears", async (_what, parts, said) => {
  const { id, address } = await begun(2);
  await send(address(1), "one");
  const answer = await post("complete", { upload_id: id, parts, path: "other.bin" });
  expect([answer.status, (await post("complete", { upload_id: id, parts })).body["message"]]).toEqual([400, expect.stringContaining(said)]);
  expect((await wire.raw(`/api/2.0/mlflow-artifacts/artifacts/${folder}/other.bin`)).status).toBe(404);
});

test("an upload is its author's: another neither completes nor aborts it", async () => {
  const { id, address } = await begun(1);
  const sent = await send(address(1), "mine");
  const other = await openWire(deps, "other@test.local");
  const complete = { path: "/home/me/big.bin", upload_id: id, parts: [{ part_number: 1, etag: sent.headers.get("etag") }] };
  expect((await other.call("POST", `/api/2.0/mlflow-artifacts/mpu/complete/${folder}`, complete)).status).toBe(404);
  await other.call("POST", `/api/2.0/mlflow-artifacts/mpu/abort/${folder}`, complete);
  expect((await post("complete", complete)).status).toBe(200);
});

test("an aborted one and one of yesterday are gone with their parts", async () => {
  const [aborted, old] = [await begun(1), await begun(1)];
  await send(old.address(1), "old");
  expect([(await post("abort", { upload_id: aborted.id })).status, (await post("abort", { upload_id: "nobody" })).status, (await send(aborted.address(1), "x")).status]).toEqual([200, 200, 404]);
  expect(await pruneArtifactUploads(deps)).toBe(0);
  deps.clock.advance(25 * 3600);
  expect((await send(old.address(1), "x")).status).toBe(404);
  expect(await pruneArtifactUploads(deps)).toBeGreaterThanOrEqual(1);
  expect(await deps.db.prisma.multipartPart.count({ where: { upload_id: old.id } })).toBe(0);
});

test.each([["a path that leaves the root", "a/%252e%252e/b", {}], ["no number of parts", folder, { num_parts: 0 }], ["no path", folder, { path: "" }], ["a folder for a file", folder, { path: "dir/" }]])("%s is refused", async (_what, where, values) => {
  const answer = await post("create", { num_parts: 1, ...values }, where);
  expect([answer.status, answer.body["error_code"]]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});
