/** Labels on the serving port, from a prediction's id to the windows in the database. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LabelCounters, qualityInput } from "../../domains/monitoring/contract-quality.ts";
import { foldPending, keepLabels, quality } from "../../domains/monitoring/index.ts";
import { labelSumOf } from "../../domains/monitoring/rules/quality/label-counters.ts";
import { realisedOf } from "../../domains/monitoring/rules/quality/realised.ts";
import { bumpEpoch } from "../../domains/serving/index.ts";
import { openDb } from "../../platform/db.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { databaseDoor, eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../testing/serving-world.ts";
import type { LinesAnswer } from "./lines.ts";
import { type Serving, startServing } from "./server.ts";

const deps = await testDeps();
const person = await testActor(deps, "scientist");
const door = await databaseDoor(deps.databaseUrl);
const throughDoor = openDb(door.url, 4);
const version = await makeVersion(deps, { model: "scored", version: 1, onnx: "score", baseline: scoreBaseline });
const blind = await makeVersion(deps, { model: "blind", version: 1, onnx: "score" });
for (const made of [version, blind]) await routeTo(deps, "production", made);
await deps.db.prisma.apiToken.create({ data: { id: "t", user_id: person.id, name: "t", hash: createHash("sha256").update("the-token").digest("hex") } });
await deps.db.tx(bumpEpoch);

const rotated = { secret: "another secret of thirty-two bytes.", previousSecrets: [deps.env.secret ?? ""] };
let one: Serving;
let two: Serving;
let other: Serving;
beforeAll(async () => {
  // A secret is replaced machine by machine: meanwhile each knows both.
  one = await startServing({ ...deps, db: throughDoor, env: { ...deps.env, previousSecrets: [rotated.secret] } }, { slot: "0", port: 0, labelPatienceMs: 0 });
  two = await startServing({ ...deps, env: { ...deps.env, ...rotated } }, { slot: "1", port: 0, labelPatienceMs: 0 });
  other = await startServing({ ...deps, env: { ...deps.env, secret: "a secret of quite another house, so" } }, { slot: "2", port: 0, labelPatienceMs: 0 });
  for (const { url } of [one, two, other]) for (const name of ["scored", "blind"]) await eventually(async () => (await fetch(`${url}/v2/models/${name}/ready`)).ok || null);
});
afterAll(async () => {
  await Promise.all([one, two, other].map((serving) => serving?.stop()));
  await throughDoor.close();
  await door.stop();
});

type Predicted = { id: string; scores: number[] };
async function predict(rows: number, { serving = one, id, model = "scored", from = 0 }: { serving?: Serving; id?: string; model?: string; from?: number } = {}): Promise<Predicted> {
  const data = Array.from({ length: rows }, (_, row) => [((row + from) % 7) / 7 - 0.4, ((row + from) % 11) / 11 - 0.5, ((row + from) % 5) / 5]);
  const answer = await fetch(`${serving.url}/v2/models/${model}/infer`, { method: "POST", body: JSON.stringify({ ...(id ? { parameters: { prediction_id: id } } : {}), inputs: [{ name: "features", datatype: "FP32", shape: [rows, 3], data }] }) });
  const body = (await answer.json()) as { parameters: { prediction_id: string }; outputs: { data: number[] }[] };
  return { id: body.parameters.prediction_id, scores: body.outputs[0]?.data ?? [] };
}
const send = async (lines: readonly unknown[] | Buffer, { serving = one, headers = {} }: { serving?: Serving; headers?: Record<string, string> } = {}) => {
  const body = Buffer.isBuffer(lines) ? lines : Buffer.from(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  const response = await fetch(`${serving.url}/v1/labels`, { method: "POST", body: body as BodyInit, headers: { Authorization: "Bearer the-token", ...headers } });
  return { status: response.status, answer: (await response.json()) as LinesAnswer & { error?: string } };
};
const taken = (accepted: number, duplicate = 0) => ({ status: 200, answer: { accepted, duplicate, rejected: [] } });
async function window(widthSeconds = 10) {
  const { rows } = await deps.db.pool.query<{ counters: LabelCounters }>("SELECT counters FROM quality_window WHERE version_id = $1 AND width_seconds = $2 ORDER BY starts_at", [version.versionId, widthSeconds]);
  return rows.map(({ counters }) => counters);
}
const whole = async () => (await window()).reduce((sum, one_) => sum + one_.labelled, 0);
const detail = async (line: unknown, serving = one) => (await send([line], { serving })).answer.rejected[0];

describe("receipts", () => {
  test("a label counts once, a repeat is a duplicate, another one corrects, on any replica", async () => {
    const { id, scores } = await predict(3);
    expect(id).toMatch(/^sb1\.[A-Za-z0-9_-]+$/);
    expect(id.length).toBeLessThan(260);
    expect(await send([{ prediction_id: id, label: 1 }, { prediction_id: `${id}#1`, label: false }])).toEqual(taken(2));
    expect(await send([{ prediction_id: `${id}#0`, label: true }, { prediction_id: `${id}#1`, label: "1" }], { serving: two })).toEqual(taken(1, 1));
    expect(await send([{ prediction_id: `${id}#1`, label: 1 }, { prediction_id: `${id}#2`, label: 0, timestamp: new Date().toISOString() }])).toEqual(taken(1, 1));
    for (const width of [10, 60, 3600, 86_400]) {
      const [counters] = await window(width);
      const realised = realisedOf(labelSumOf(counters ?? expect.fail("no window")));
      const labels = [1, 1, 0];
      expect(counters?.labelled).toBe(3);
      expect(realised?.brier).toBeCloseTo(scores.reduce((sum, score, row) => sum + (score - (labels[row] ?? 0)) ** 2, 0) / 3, 12);
      expect(realised?.accuracy).toBeCloseTo(scores.filter((score, row) => (score >= 0.5 ? 1 : 0) === labels[row]).length / 3, 12);
    }
  });

  test("the same labels in any order, over two replicas at once and after a restart, give the same bits", async () => {
    const before = await whole();
    const made = await Promise.all([predict(40), predict(40, { serving: two, from: 3 })]);
    const rows = made.flatMap(({ id, scores }) => scores.map((score, row) => ({ prediction_id: `${id}#${row}`, label: score > 0.4 ? 1 : 0 })));
    const answers = await Promise.all([send(rows), send(rows.toReversed(), { serving: two }), send(rows.slice(20, 60), { serving: two })]);
    expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(80);
    expect(answers.reduce((sum, { answer }) => sum + answer.accepted + answer.duplicate, 0)).toBe(200);
    await two.stop();
    two = await startServing({ ...deps, env: { ...deps.env, ...rotated } }, { slot: "1", port: 0, labelPatienceMs: 0 });
    await eventually(async () => (await fetch(`${two.url}/v2/models/scored/ready`)).ok || null);
    expect(await eventually(async () => { const got = await send(rows, { serving: two }); return got.status === 200 ? got : null; })).toEqual(taken(0, 80));
    expect(await whole()).toBe(before + 80);
  });

  test("forged, cut, another house's and expired receipts, and rows that are not there", async () => {
    const { id } = await predict(1);
    const changed = id.slice(0, 40) + (id[40] === "A" ? "B" : "A") + id.slice(41);
    for (const bad of [changed, id.slice(0, -1), id.slice(0, 60), `${id}A`, "sb1.", "sb1.AAAA", (await predict(1, { serving: other })).id]) {
      expect(await detail({ prediction_id: bad, label: 1 }), bad).toEqual({ line: 1, code: "invalid_input", detail: expect.stringContaining("no receipt of this installation") as string });
    }
    expect(await detail({ prediction_id: `${id}#1`, label: 1 })).toMatchObject({ code: "invalid_input", detail: expect.stringContaining("1 row, numbered from #0") as string });
    deps.clock.advance(91 * 86_400);
    expect(await detail({ prediction_id: id, label: 1 })).toMatchObject({ code: "gone", detail: expect.stringContaining("90 days") as string });
    deps.clock.advance(-91 * 86_400);
    expect(await send([{ prediction_id: id, label: 1 }])).toEqual(taken(1));
  });
});

describe("lines", () => {
  test("without a token nothing is taken", async () => {
    expect((await send([], { headers: { Authorization: "" } })).status).toBe(401);
    expect((await send([], { headers: { Authorization: "Bearer another" } })).status).toBe(401);
  });

  test("good lines land, bad ones are named by line and say what would be right", async () => {
    const { id } = await predict(2);
    const poison = [{ prediction_id: id, label: 0 }, "{", "[1]", { label: 1 }, { prediction_id: id }, { prediction_id: id, label: 2 }, { prediction_id: id, label: "late" }, { prediction_id: 5, label: 1 },
      { prediction_id: id, label: 1, timestamp: "yesterday" }, `{"prediction_id":"${id}","label":NaN}`, `{"prediction_id":"${id}","label":123456789012345678901}`, `{"prediction_id":"${id}","label":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      { prediction_id: "x".repeat(5000), label: 1 }, { prediction_id: "nobody-knows", label: 1 }, "", { prediction_id: `${id}#1`, label: "true" }];
    const { status, answer } = await send(gzipSync(poison.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")), { headers: { "Content-Encoding": "gzip" } });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ accepted: 2, duplicate: 0 });
    expect(answer.rejected.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    const said = Object.fromEntries(answer.rejected.map((one_) => [one_.line, one_]));
    expect(said[6]?.detail).toBe("label is 2; a binary label is 0 or 1, or true or false.");
    expect(said[9]?.detail).toContain("RFC 3339");
    expect(said[14]).toMatchObject({ code: "not_found", detail: expect.stringContaining("parameters.prediction_id") as string });
  });

  test("where it is not known what the score is, the tag that tells is named", async () => {
    expect(await detail({ prediction_id: (await predict(1, { model: "blind" })).id, label: 1 })).toMatchObject({ code: "not_computable", detail: expect.stringContaining("signalbox.task") as string });
  });
});

describe("ids of a client's own", () => {
  test("are known at once where they were answered, elsewhere with the next fold", async () => {
    const { id } = await predict(2, { id: "order-17" });
    expect(id).toBe("order-17");
    expect(await send([{ prediction_id: "order-17", label: 1 }, { prediction_id: "order-17#1", label: 0 }, { prediction_id: "order-17#2", label: 0 }])).toMatchObject({ answer: { accepted: 2, rejected: [{ line: 3 }] } });
    const folded = await eventually(async () => {
      while (await foldPending(deps));
      const { answer } = await send([{ prediction_id: "order-17#1", label: 1 }, { prediction_id: "order-17", label: 1 }], { serving: two });
      return answer.rejected.length === 0 ? answer : null;
    });
    expect(folded).toMatchObject({ accepted: 1, duplicate: 1 });
  });

  test("are those of events too: what was predicted elsewhere is labelled by them", async () => {
    const before = await whole();
    const inputs = [{ name: "features", datatype: "FP32", shape: [2, 3], data: [0.1, 0.2, 0.3, 0.3, 0.1, 0.2] }];
    const answered = (await (await fetch(`${one.url}/v2/models/scored/infer`, { method: "POST", body: JSON.stringify({ inputs }) })).json()) as { outputs: unknown[] };
    const event = { model: "scored", version: "1", environment: "production", prediction_id: "told-1", inputs, outputs: answered.outputs };
    const told = await fetch(`${one.url}/v1/events`, { method: "POST", body: JSON.stringify(event), headers: { Authorization: "Bearer the-token", "Content-Type": "application/x-ndjson" } });
    expect([told.status, await told.json()]).toMatchObject([200, { accepted: 1, rejected: [] }]);
    const labels = [{ prediction_id: "told-1#0", label: 1 }, { prediction_id: "told-1#1", label: 0 }];
    expect(await send(labels)).toEqual(taken(2));
    expect(await send(labels)).toEqual(taken(0, 2));
    expect(await whole()).toBe(before + 2);
  });

  test("many rows are in the log, and their receipt stays short", async () => {
    const { id, scores } = await predict(500);
    expect(id.length).toBeLessThan(260);
    expect(await send(scores.map((_, row) => ({ prediction_id: `${id}#${row}`, label: row % 2 })))).toEqual(taken(500));
    const { rows } = await deps.db.pool.query<{ entries: number }>("SELECT count(*)::int AS entries FROM label_page");
    expect(rows[0]?.entries).toBeLessThan(20);
  });
});

test("without the database labels are refused whole and nothing is half taken", async () => {
  const { id } = await predict(2);
  const before = await whole();
  door.mode = "closed";
  expect(await send([{ prediction_id: id, label: 1 }, { prediction_id: `${id}#1`, label: 1 }])).toMatchObject({ status: 503 });
  door.mode = "open";
  expect(await eventually(async () => { const got = await send([{ prediction_id: id, label: 1 }, { prediction_id: `${id}#1`, label: 1 }]); return got.status === 200 ? got : null; })).toEqual(taken(2));
  expect(await whole()).toBe(before + 2);
});

test("score counters arrive with the deltas, and every row of them", async () => {
  const counted = await eventually(async () => {
    while (await foldPending(deps));
    const { rows } = await deps.db.pool.query<{ rows: number; quality: { binary?: { rows: number; classes: Record<string, { rows: number }> } } }>("SELECT rows::int AS rows, counters -> 'quality' AS quality FROM monitoring_window WHERE version_id = $1 AND width_seconds = 86400", [version.versionId]);
    return rows[0]?.quality?.binary?.rows === rows[0]?.rows ? rows[0] : null;
  });
  expect(Object.values(counted?.quality.binary?.classes ?? {}).reduce((sum, own) => sum + own.rows, 0)).toBe(counted?.rows);
});

test("the query tells the estimate, what labels showed and how many there are", async () => {
  const labelled = await whole();
  const ask = (more: object) => quality(deps, person, qualityInput.parse({ model: "scored", to: new Date(deps.clock.now().getTime() + 90_000).toISOString(), ...more }));
  const hour = await ask({ windowSeconds: 3600 });
  expect(hour).toMatchObject({ task: "binary", problem: null, score: "score", threshold: 0.5, calibration: null, windowSeconds: 3600 });
  expect(hour.points.reduce((sum, point) => sum + point.labelled, 0)).toBe(labelled);
  expect(hour.whole.labelled).toBe(labelled);
  expect(hour.whole.confusion.reduce((sum, cell) => sum + cell.rows, 0)).toBe(labelled);
  expect(hour.whole.reliability.reduce((sum, tenth) => sum + tenth.rows, 0)).toBe(labelled);
  const { estimated, realised } = hour.points[0] ?? expect.fail("no point");
  expect(estimated?.accuracy?.lo).toBeLessThan(estimated?.accuracy?.value ?? 0);
  expect(realised?.rocAucHalfWidth).toBeGreaterThanOrEqual(0);
  const sliding = await ask({ windowSeconds: 60, stepSeconds: 10 });
  expect(sliding.points.length).toBe(6);
  for (const point of sliding.points) expect({ ...point, from: "", to: "" }).toEqual({ ...sliding.points[0], from: "", to: "" });
  expect(await quality(deps, person, qualityInput.parse({ model: "blind" }))).toMatchObject({ task: null, problem: expect.any(String) as string, points: [] });
});

test("labels and the log go with the day that is past its retention", async () => {
  deps.clock.advance(92 * 86_400);
  await keepLabels(deps);
  const { rows } = await deps.db.pool.query<{ pages: number; logged: number }>("SELECT (SELECT count(*)::int FROM label_page) AS pages, (SELECT count(*)::int FROM prediction_log) AS logged");
  expect(rows[0]).toEqual({ pages: 0, logged: 0 });
});
