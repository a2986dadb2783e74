import { copyFileSync, createReadStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeEach, describe, expect, test } from "vitest";
import { enqueue } from "../../platform/jobs.ts";
import { testDeps } from "../../testing/harness.ts";
import { openBaseline, readRows } from "./baseline-file.ts";
import { baselineProfile, type BaselineProfile } from "./contract.ts";
import { profileBaselines } from "./profile-baseline.ts";
import { binCounts, numericBins } from "./rules/edges.ts";

const deps = await testDeps();
const duck = await (await DuckDBInstance.create(":memory:")).connect();

type Given = { model?: string; tags?: Record<string, string>; signature?: object; onnx?: string; sql?: string; csv?: string; bytes?: Buffer; name?: string };
let number = 0;

async function blobOf(path: string) {
  return deps.blobs.put(createReadStream(path));
}

/** A version with its files as they come by the MLflow dialect: artifact rows, bytes in the blob store, a queued job. */
async function given({ tags = {}, signature, onnx, sql, csv, bytes, name }: Given): Promise<number> {
  const id = ++number;
  const uri = `0/run${id}/artifacts`;
  const put = async (path: string, stored: { sha256: string; size: number }) => {
    await deps.db.prisma.artifact.upsert({ where: { path }, create: { path, ...stored, actor_id: "a" }, update: stored });
  };
  if (onnx) await put(`${uri}/model/model.onnx`, await blobOf(new URL(`../../testing/fixtures/${onnx}`, import.meta.url).pathname));
  if (sql) {
    const file = join(deps.env.dataFolder, `made-${id}.parquet`);
    await duck.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    await put(`${uri}/model/${name ?? "baseline.parquet"}`, await blobOf(file));
  }
  if (csv !== undefined) {
    const file = join(deps.env.dataFolder, `made-${id}.csv`);
    writeFileSync(file, csv);
    await put(`${uri}/model/${name ?? "baseline.csv"}`, await blobOf(file));
  }
  if (bytes) await put(`${uri}/model/${name ?? "baseline.parquet"}`, await deps.blobs.put(Readable.from([bytes])));
  const model = await deps.db.prisma.registeredModel.create({ data: { name: `m${id}`, created_by: "a", last_version: 1 } });
  const version = await deps.db.prisma.modelVersion.create({
    data: {
      model_id: model.id, version: 1, source: `mlflow-artifacts:/${uri}/model`, artifact_uri: `mlflow-artifacts:/${uri}/model`, created_by: "a", ...(signature ? { signature } : {}),
      tags: { create: Object.entries(tags).map(([key, value]) => ({ key, value })) },
    },
  });
  await queue(version.id);
  return version.id;
}

const queue = (versionId: number) => deps.db.tx((tx) => enqueue(tx, { kind: "baseline.profile", key: String(versionId), payload: { versionId }, runAt: deps.clock.now() }));
async function freeze(versionId: number): Promise<void> {
  await deps.db.pool.query("INSERT INTO environment (name, position) VALUES ('production', 1) ON CONFLICT DO NOTHING");
  const { model_id } = await deps.db.prisma.modelVersion.findUniqueOrThrow({ where: { id: versionId } });
  const release = await deps.db.prisma.release.create({
    data: { model_id, version_id: versionId, environment: "production", state: "live", requested_by: "a", requested_at: deps.clock.now(), evidence: "{}", evidence_digest: "0".repeat(64) },
  });
  await deps.db.prisma.frozenVersion.create({ data: { version_id: versionId, release_id: release.id, artifacts: [], tags: {} } });
}
const rowOf = (versionId: number) => deps.db.prisma.baseline.findUniqueOrThrow({ where: { version_id: versionId } });
const readProfile = async (versionId: number): Promise<BaselineProfile> => baselineProfile.parse((await rowOf(versionId)).profile);
const columnOf = (profile: BaselineProfile, name: string) => profile.columns.find((column) => column.name === name)?.reference ?? expect.fail(`no column ${name}`);
const columns = (inputs: [string, string][], outputs: [string, string][] = []) => {
  const all = (pairs: [string, string][]) => pairs.map(([name, type]) => ({ name, type, required: true, shape: null }));
  return { inputs: all(inputs), outputs: all(outputs) };
};

beforeEach(async () => {
  await deps.db.pool.query("DELETE FROM outbox_event");
});

describe("a Parquet baseline of an ONNX model", () => {
  test("columns by the signature's names, FP32 before edges, outputs too, the rest named", async () => {
    const id = await given({
      onnx: "score.onnx", signature: columns([["a", "float"], ["b", "float"], ["c", "float"]]), tags: { "signalbox.time_features": "b", "signalbox.baseline_time": "at" },
      sql: "SELECT i / 10.0::DOUBLE AS a, i % 24 AS b, (i % 7)::DOUBLE / 7 AS score, 'x' AS late, now() AS at FROM range(1000) t(i)",
    });
    expect(await profileBaselines(deps)).toBe(true);
    const profile = await readProfile(id);
    expect(profile).toMatchObject({ rows: 1000, unmatchedColumns: ["late"], missingColumns: ["c"] });
    expect(profile.columns.map(({ name, role, tensor, index, datatype, clock }) => [name, role, tensor, index, datatype, clock])).toEqual([
      ["a", "input", "features", 0, "FP32", false], ["b", "input", "features", 1, "FP32", true], ["score", "output", "score", 0, "FP32", false],
    ]);
    const expected = numericBins(Array.from({ length: 1000 }, (_, i) => Math.fround(i / 10)));
    expect(columnOf(profile, "a")).toMatchObject({ kind: "numeric", ...expected, missing: 0, infinite: 0 });
    expect(expected.edges[0]).toBe(Math.fround(9.9));
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: "ready", progress: 1, reason: null });
    expect(Number(row.rows)).toBe(1000);
    expect(row.sha256).toMatch(/^[0-9a-f]{64}$/);
    const events = await deps.db.prisma.outboxEvent.findMany({ orderBy: { id: "asc" } });
    expect(events.map(({ type, data }) => [type, (data as { state: string }).state])).toEqual([["baseline.changed", "pending"], ["baseline.changed", "pending"], ["baseline.changed", "pending"], ["baseline.changed", "pending"], ["baseline.changed", "ready"]]);
    expect(await deps.db.prisma.auditEvent.count({ where: { action: "baseline.profiled", subject: `m${number}/1` } })).toBe(1);
    expect(await profileBaselines(deps)).toBe(false);
  });

  test("strings, booleans and whole numbers of few values are labels", async () => {
    const id = await given({
      onnx: "mixed.onnx",
      sql: `SELECT CASE WHEN i % 10 = 0 THEN NULL WHEN i % 3 = 0 THEN 'Lyon' ELSE 'Paris' END AS city, i % 5 = 0 AS member, i % 4 AS visits, i % 21 AS visits_out, i AS amount FROM range(300) t(i)`,
    });
    await profileBaselines(deps);
    const profile = await readProfile(id);
    expect(columnOf(profile, "city")).toEqual({ kind: "categorical", labels: ["Paris", "Lyon"], counts: [180, 90], missing: 30 });
    expect(columnOf(profile, "member")).toEqual({ kind: "categorical", labels: ["false", "true"], counts: [240, 60], missing: 0 });
    expect(columnOf(profile, "visits")).toEqual({ kind: "categorical", labels: ["0", "1", "2", "3"], counts: [75, 75, 75, 75], missing: 0 });
    expect(columnOf(profile, "visits_out").kind).toBe("numeric");
    expect(profile.missingColumns).toEqual(["label", "total", "member_out"]);
  });

  test("missing, not-a-number and infinite values are counted apart, FP32 overflow with the infinite", async () => {
    const id = await given({
      onnx: "mixed.onnx",
      sql: "SELECT CASE WHEN i < 10 THEN NULL WHEN i < 15 THEN 'NaN'::DOUBLE WHEN i < 18 THEN 'inf'::DOUBLE WHEN i = 18 THEN '-inf'::DOUBLE WHEN i = 19 THEN 1e300 ELSE i END AS amount FROM range(120) t(i)",
    });
    await profileBaselines(deps);
    const amount = columnOf(await readProfile(id), "amount");
    expect(amount).toMatchObject({ kind: "numeric", ...numericBins(Array.from({ length: 100 }, (_, i) => i + 20)), missing: 15, infinite: 5 });
  });

  test("a million rows with ties: equal to the kernel, each value in one bin", async () => {
    const id = await given({ onnx: "score.onnx", signature: columns([["a", "float"], ["b", "float"], ["c", "float"]]), sql: "SELECT round(exp(3 * sqrt(i * 0.000001)) , 3) AS a, (i * 7919) % 1000003 AS b, (i % 977)::DOUBLE / 8 AS c FROM range(1000000) t(i)" });
    await profileBaselines(deps);
    const profile = await readProfile(id);
    const b = Float64Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) % 1000003);
    const expected = numericBins(b);
    expect(columnOf(profile, "b")).toMatchObject(expected);
    expect(binCounts(expected.edges, b)).toEqual(expected.counts);
    expect(columnOf(profile, "c")).toMatchObject(numericBins(Float64Array.from({ length: 1_000_000 }, (_, i) => (i % 977) / 8)));
    const a = columnOf(profile, "a");
    expect(a.counts.reduce((sum, count) => sum + count)).toBe(1_000_000);
  });
});

describe("a CSV baseline, and no ONNX file", () => {
  const signature = columns([["code", "string"], ["amount", "double"], ["size", "long"], ["ok", "boolean"]], [["score", "double"]]);
  test("text stays text, empty is missing, types are the signature's", async () => {
    const id = await given({ signature, csv: 'code,amount,size,ok,"no, such"\n007,0.1,3,True,1\n007,,3.0,false,2\n"a,b",nan,4,0,3\n,inf,5,1,4\n' });
    await profileBaselines(deps);
    const profile = await readProfile(id);
    expect(columnOf(profile, "code")).toEqual({ kind: "categorical", labels: ["007", "a,b"], counts: [2, 1], missing: 1 });
    expect(columnOf(profile, "amount")).toMatchObject({ kind: "numeric", edges: [], counts: [1], minimum: 0.1, maximum: 0.1, missing: 2, infinite: 1 });
    expect(columnOf(profile, "size")).toEqual({ kind: "categorical", labels: ["3", "4", "5"], counts: [2, 1, 1], missing: 0 });
    expect(columnOf(profile, "ok")).toEqual({ kind: "categorical", labels: ["false", "true"], counts: [2, 2], missing: 0 });
    expect(profile.unmatchedColumns).toEqual(["no, such"]);
  });

  test("one column is a CSV too", async () => {
    const id = await given({ signature, csv: `amount\n${Array.from({ length: 50 }, (_, i) => i / 4).join("\n")}\n` });
    await profileBaselines(deps);
    expect(columnOf(await readProfile(id), "amount")).toMatchObject(numericBins(Array.from({ length: 50 }, (_, i) => i / 4)));
  });
});

describe("failures in plain words", () => {
  const signature = columns([["amount", "double"]]);
  const cases: [string, Given, RegExp][] = [
    ["not a Parquet file", { signature, bytes: Buffer.from("hello") }, /^baseline\.parquet is not a Parquet file/],
    ["a Parquet file cut short", { signature, bytes: Buffer.from("PAR1 and then nothing at all") }, /^baseline\.parquet cannot be read as Parquet: (?!.*\/)/],
    ["no column matches: both lists", { signature, sql: "SELECT 1 AS other, 2 AS another" }, /^No column of baseline\.parquet has the name of a model column\. The file has: other, another\. The model has: amount\.$/],
    ["no rows", { signature, sql: "SELECT 1.0 AS amount WHERE false" }, /has no rows/],
    ["a header and nothing else", { signature, csv: "amount\n" }, /^baseline\.csv has no rows\.$/],
    ["an empty file", { signature, csv: "" }, /^baseline\.csv (has no rows\.|cannot be read as CSV: .+)$/],
    ["text for a number", { signature, csv: "amount\n1\nlots\n" }, /^Column amount of the file holds text that is no number \(“lots”\), and the model reads FP64 there\.$/],
    ["lists for a number", { signature, sql: "SELECT [1, 2] AS amount" }, /^Column amount of the file holds INTEGER\[\] values/],
    ["neither ONNX nor signature", { sql: "SELECT 1 AS amount" }, /the version has no ONNX file, and no signature was logged/],
  ];
  for (const [name, files, reason] of cases) test(name, async () => {
    const id = await given(files);
    expect(await profileBaselines(deps)).toBe(true);
    const row = await rowOf(id);
    expect(row.state).toBe("failed");
    expect(row.reason).toMatch(reason);
    expect(await profileBaselines(deps)).toBe(false);
  });
});

describe("hours of the week", () => {
  const signature = columns([["amount", "float"], ["size", "long"], ["port", "string"]]);
  const tags = { "signalbox.baseline_time": "at", "signalbox.time_zone": "America/New_York" };
  const rows = `SELECT TIMESTAMP '2001-01-01 05:00:00' + INTERVAL (i) HOUR AS at, CASE WHEN i % 50 = 0 THEN NULL ELSE (i % 7)::DOUBLE END AS amount, i % 3 AS size, CASE WHEN i % 168 < 24 THEN 'AMS' ELSE 'ORD' END AS port FROM range(336) t(i)`;
  const slotsOf = async (id: number) => (await deps.db.prisma.baseline.findUniqueOrThrow({ where: { version_id: id } })).slots as Record<string, number[]> | null;
  test("each column's counts by slot add up to the reference, each row in its own hour", async () => {
    const id = await given({ signature, tags, sql: rows });
    await profileBaselines(deps);
    const profile = await readProfile(id);
    expect(profile.hours).toEqual({ column: "at", zone: "America/New_York", reason: null });
    const slots = await slotsOf(id);
    for (const { name, reference } of profile.columns) {
      const own = slots?.[name] ?? [];
      const width = own.length / 168;
      const sums = Array.from({ length: width }, (_, place) => own.filter((_count, i) => i % width === place).reduce((sum, count) => sum + count, 0));
      expect(sums).toEqual([...reference.counts, reference.missing, ...(reference.kind === "numeric" ? [0] : [])]);
    }
    // The first row is Monday 00:00 in New York; two weeks give each slot two rows.
    expect(slots?.["port"]?.slice(0, 3)).toEqual([0, 2, 0]);
    expect(slots?.["port"]?.slice(24 * 3, 24 * 3 + 3)).toEqual([2, 0, 0]);
  });
  const without: [string, Record<string, string>, string, RegExp][] = [
    ["a column that is not there", { ...tags, "signalbox.baseline_time": "when" }, rows, /no column when/],
    ["a zone that is none", { ...tags, "signalbox.time_zone": "Moon/Base" }, rows, /no time zone/],
    ["days without a time of day", tags, rows.replace("INTERVAL (i) HOUR AS at", "INTERVAL (i) DAY AS at").replace("05:00:00", "00:00:00"), /without a time of day/],
    ["less than a week", tags, rows.replace("range(336)", "range(100)"), /less than a week/],
    ["no times at all", { ...tags, "signalbox.baseline_time": "note" }, rows.replace(" AS port", " AS port, 'x' AS note"), /No value of note is a time/],
  ];
  for (const [name, own, sql, reason] of without) test(name, async () => {
    const id = await given({ signature, tags: own, sql });
    await profileBaselines(deps);
    expect((await readProfile(id)).hours?.reason).toMatch(reason);
    expect(await slotsOf(id)).toBeNull();
  });
  test("times in a CSV, and seconds as numbers", async () => {
    const csv = (value: (i: number) => string) => `at,amount\n${Array.from({ length: 336 }, (_, i) => `${value(i)},${i}`).join("\n")}\n`;
    const startMs = Date.parse("2001-01-01T05:00:00Z");
    for (const text of [csv((i) => new Date(startMs + i * 3_600_000).toISOString()), csv((i) => new Date(startMs + i * 3_600_000).toISOString().replace("T", " ").slice(0, 19))]) {
      const id = await given({ signature: columns([["amount", "double"]]), tags, csv: text });
      await profileBaselines(deps);
      expect((await slotsOf(id))?.["amount"]?.slice(0, 12).reduce((sum, count) => sum + count, 0)).toBe(2);
    }
    const id = await given({ signature, tags, sql: rows.replace(" AS at", " AS stamp").replace("SELECT ", "SELECT epoch(stamp)::BIGINT AS at, * FROM (SELECT ") + ")" });
    await profileBaselines(deps);
    expect((await readProfile(id)).hours?.reason).toBeNull();
  });
});

test("a folder whose name holds quotes, glob signs and a partition is read as it is written", async () => {
  const folder = join(deps.env.dataFolder, "it's [x]? *", "amount=7");
  mkdirSync(folder, { recursive: true });
  await duck.run("CREATE OR REPLACE TABLE t AS SELECT 1.5 AS amount");
  await duck.run(`COPY t TO '${join(deps.env.dataFolder, "plain.parquet")}' (FORMAT parquet)`);
  copyFileSync(join(deps.env.dataFolder, "plain.parquet"), join(folder, "blob"));
  const opened = await openBaseline({ path: join(folder, "blob"), name: "baseline.parquet", spillFolder: join(deps.env.dataFolder, "spill") });
  expect([opened.rows, opened.columns.map((column) => column.name), await readRows(opened.connection, "SELECT amount::DOUBLE FROM source")]).toEqual([1, ["amount"], [["1.5"]]]);
  opened.close();
});

describe("again", () => {
  const files: Given = { signature: columns([["amount", "double"]]), sql: "SELECT i::DOUBLE AS amount FROM range(500) t(i)" };
  test("the same bytes and columns are left alone; a changed clock is not", async () => {
    const id = await given(files);
    await profileBaselines(deps);
    const before = await rowOf(id);
    deps.clock.advance(60);
    await queue(id);
    await profileBaselines(deps);
    expect(await rowOf(id)).toEqual(before);
    await deps.db.prisma.modelVersionTag.create({ data: { version_id: id, key: "signalbox.time_features", value: "amount" } });
    await queue(id);
    await profileBaselines(deps);
    expect((await readProfile(id)).columns[0]?.clock).toBe(true);
  });

  test("a frozen version keeps the baseline that it was released with", async () => {
    const id = await given(files);
    await profileBaselines(deps);
    const before = await rowOf(id);
    await freeze(id);
    await deps.db.prisma.artifact.updateMany({ where: { path: { startsWith: `0/run${number}/` } }, data: { sha256: "0".repeat(64) } });
    await queue(id);
    await profileBaselines(deps);
    expect(await rowOf(id)).toEqual(before);
  });

  test("a worker that died: its job is claimed again after the lease, and given up after three tries", async () => {
    const id = await given(files);
    const died = () => deps.db.pool.query("UPDATE job SET state = 'running', lease_until = $1 WHERE key = $2", [new Date(deps.clock.now().getTime() + 1000), String(id)]);
    await died();
    expect(await profileBaselines(deps)).toBe(false);
    deps.clock.advance(2);
    expect(await profileBaselines(deps)).toBe(true);
    expect((await rowOf(id)).state).toBe("ready");

    const other = await given(files);
    await deps.db.pool.query("UPDATE job SET attempts = 3 WHERE key = $1", [String(other)]);
    await profileBaselines(deps);
    expect((await rowOf(other)).reason).toMatch(/did not get to the end of baseline\.parquet in 3 tries/);
  });

  test("a deleted version, and a version without a file, end their job quietly", async () => {
    const id = await given({ signature: columns([["amount", "double"]]) });
    expect(await profileBaselines(deps)).toBe(true);
    expect(await deps.db.prisma.baseline.count({ where: { version_id: id } })).toBe(0);
    await queue(999_999);
    expect(await profileBaselines(deps)).toBe(true);
    expect(await deps.db.prisma.job.count({ where: { state: { not: "done" }, key: "999999" } })).toBe(0);
  });
});
