import { describe, expect, test } from "vitest";
import { givenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { environmentAtInput } from "./contract.ts";
import { decideRelease, deleteAliasOrAsk, environmentAt, environmentAtCsv, environmentTimeline, listReleases, requestRelease, rollbackRoute } from "./index.ts";
import { aroundSql, changesAround, servedAtRows, servedAtSql } from "./store-at.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const alex = await testActor(deps, "approver", "Alex");
const environment = "production";
const startMs = deps.clock.now().getTime();
/** A moment `minutes` after the first. */
const minute = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString();

async function promote(model: string, version: number): Promise<void> {
  const release = await requestRelease(deps, dana, { model, version, environment });
  await decideRelease(deps, alex, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
}

/** Minute 0: a v1. 10: b v1. 20: a v2. 30: a back to v1. 40: b leaves. It is 50 now. */
for (const model of ["a", "a", "=b"]) await givenVersion(deps, { model, createdBy: dana.id });
await promote("a", 1);
deps.clock.advance(600);
await promote("=b", 1);
deps.clock.advance(600);
await promote("a", 2);
deps.clock.advance(600);
await rollbackRoute(deps, alex, { model: "a", environment, comment: "worse" });
deps.clock.advance(600);
await deleteAliasOrAsk(deps, dana, { name: "=b", alias: environment }).catch(() => undefined);
const [leaving] = (await listReleases(deps, dana, { limit: 1, state: "open" })).items;
await decideRelease(deps, alex, { id: Number(leaving?.id), decision: "approve", evidenceDigest: leaving?.evidenceDigest ?? "" });
deps.clock.advance(600);

const ask = (more: Partial<Record<"time" | "model" | "limit" | "cursor" | "format", string>> = {}) => environmentAt(deps, dana, environmentAtInput.parse({ environment, ...more }));
const served = async (time?: string) => (await ask(time === undefined ? {} : { time })).items.map((item) => `${item.model} v${item.version}`);

describe("what served at a time", () => {
  test.each<[name: string, time: string | undefined, items: string[]]>([
    ["before the first", minute(-1), []],
    ["at the very moment", minute(0), ["a v1"]],
    ["a moment before the next", new Date(startMs + 599_999).toISOString(), ["a v1"]],
    ["at the next", minute(10), ["=b v1", "a v1"]],
    ["after a promotion", minute(25), ["=b v1", "a v2"]],
    ["after a rollback", minute(35), ["=b v1", "a v1"]],
    ["at the moment of a retirement", minute(40), ["a v1"]],
    ["now", undefined, ["a v1"]],
    ["in the future: as now", minute(5000), ["a v1"]],
    ["in another zone", "2026-03-02T13:25:00+03:00", ["=b v1", "a v2"]],
  ])("%s", async (_name, time, items) => expect((await served(time)).toSorted()).toEqual(items.toSorted()));

  test("says since when, until when, who and on what", async () => {
    const { items, time } = await ask({ time: minute(25), model: "a" });
    const release = (await listReleases(deps, dana, { limit: 10, model: "a" })).items.find((item) => item.version === "2");
    expect(time).toBe(minute(25));
    expect(items).toEqual([{ model: "a", version: "2", since: minute(20), until: minute(30), releaseId: release?.id, approvedBy: "Alex", requestedBy: "Dana", kind: "promotion", evidenceDigest: release?.evidenceDigest, url: release?.url }]);
    expect((await ask({ model: "a" })).items[0]).toMatchObject({ since: minute(30), until: null, kind: "rollback", approvedBy: "Alex" });
    expect((await ask({ time: minute(5000) })).time).toBe(minute(50));
  });

  test("pages by model, and a file has no pages", async () => {
    const first = await ask({ time: minute(25), limit: "1" });
    const second = await ask({ time: minute(25), limit: "1", cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map((item) => item.model).toSorted()).toEqual(["=b", "a"]);
    expect(second.nextCursor).toBeNull();
    const lines = environmentAtCsv(await ask({ time: minute(25), limit: "1", format: "csv" })).split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe("environment,time,model,version,since,until,releaseId,kind,requestedBy,approvedBy,evidenceDigest,url");
    expect(lines.some((line) => line.startsWith(`production,${minute(25)},'=b,1,${minute(10)},${minute(40)},`))).toBe(true);
    await expect(ask({ cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("the timeline", () => {
  const timeline = (time?: string, model?: string) => environmentTimeline(deps, dana, { environment, ...(time === undefined ? {} : { time }), ...(model === undefined ? {} : { model }) });
  test.each<[time: string | undefined, previous: number | null, next: number | null]>([
    [minute(0), null, 10], [minute(5), 0, 10], [minute(10), 0, 20], [minute(35), 30, 40], [minute(40), 30, null], [undefined, 40, null], [minute(-5), null, 0],
  ])("around %s", async (time, previous, next) => {
    const view = await timeline(time);
    expect([view.previous, view.next]).toEqual([previous === null ? null : minute(previous), next === null ? null : minute(next)]);
    expect([view.from, view.to]).toEqual([minute(0), minute(50)]);
  });
  test("marks every change, of one model when asked", async () => {
    expect((await timeline()).marks.map((mark) => mark.at)).toEqual([0, 10, 20, 30, 40].map(minute));
    expect((await timeline(minute(20), "=b")).marks.map((mark) => mark.at)).toEqual([10, 40].map(minute));
    expect(await timeline(minute(20), "=b")).toMatchObject({ previous: minute(10), next: minute(40), from: minute(10) });
    await expect(timeline(minute(20), "nobody")).rejects.toMatchObject({ code: "not_found" });
    expect(await environmentTimeline(deps, dana, { environment: "staging" })).toMatchObject({ marks: [], previous: null, next: null });
  });
});

test("a hundred thousand spells are found by their index", async () => {
  const models = 5000;
  const { pool } = deps.db;
  await pool.query(`INSERT INTO registered_model (id, name, created_by) SELECT 100000 + n, 'many-' || lpad(n::text, 5, '0'), 'x' FROM generate_series(1, ${models}) n`);
  await pool.query(`INSERT INTO model_version (id, model_id, version, source, artifact_uri, created_by) SELECT 100000 + n, 100000 + n, 1, 's', 's', 'x' FROM generate_series(1, ${models}) n`);
  await pool.query(`INSERT INTO release (id, model_id, version_id, environment, state, requested_by, requested_at, evidence, evidence_digest) SELECT 100000 + n, 100000 + n, 100000 + n, 'staging', 'live', 'x', now(), '{}', '0' FROM generate_series(1, ${models}) n`);
  await pool.query(`INSERT INTO route_history (environment, model_id, version_id, release_id, since, until)
    SELECT 'staging', 100000 + n, 100000 + n, 100000 + n, '2020-01-01'::timestamptz + (k * ${models} + n) * interval '10 s', CASE WHEN k < 19 THEN '2020-01-01'::timestamptz + ((k + 1) * ${models} + n) * interval '10 s' END FROM generate_series(1, ${models}) n, generate_series(0, 19) k`);
  await pool.query("VACUUM ANALYZE route_history, registered_model, model_version, release");
  const at = new Date("2020-01-03T00:00:00Z");
  const explained = async (text: string, values: unknown[]) => (await pool.query<Record<string, string>>(`EXPLAIN ${text}`, values)).rows.map((row) => row["QUERY PLAN"]).join("\n");
  const plans = [await explained(servedAtSql, ["staging", at, null, null, null, 201]), await explained(servedAtSql, ["staging", at, "many-00007", null, null, 201]), await explained(aroundSql(null), ["staging", at]), await explained(aroundSql(7), ["staging", at, 7])];
  for (const plan of plans) expect(plan).not.toContain("Seq Scan on route_history");
  expect(await servedAtRows(deps.db, { environment: "staging", time: at, model: null, after: null, limit: 10_000 })).toHaveLength(models);
  expect(await changesAround(deps.db, { environment: "staging", modelId: 100_007, time: at })).toEqual({ first: new Date("2020-01-01T00:01:10Z"), previous: new Date("2020-01-02T17:41:10Z"), next: new Date("2020-01-03T07:34:30Z") });
  expect((await environmentTimeline(deps, dana, { environment: "staging" })).marks.length).toBeLessThanOrEqual(201);
}, 120_000);
