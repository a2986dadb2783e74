import { beforeAll, describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, segmentsFor, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { distributionInput, driftInput, type BaselineProfile } from "./contract.ts";
import { listStorageInput } from "./contract-storage.ts";
import { segmentsInput } from "./contract-segments.ts";
import { distribution, drift, expireWindows, foldPending, ingestDelta, listStorage, measureStorage, segments } from "./index.ts";
import { columnDrift } from "./rules/distance.ts";
import { judgeColumn } from "./rules/verdict.ts";
import { alphaOf } from "./rules/alerts/budget.ts";
import { takeLabels, type NewLabel } from "./take-labels.ts";
import { CountSum } from "./rules/segments/counts.ts";
import { rowsOfSegment, segmentLayout } from "./rules/segments/layout.ts";

const deps = await testDeps();

const actor = await testActor(deps, "scientist");
const nowMs = deps.clock.now().getTime();
type Row = { x: number; port: string };
/** In the baseline every port has the same x; live, x of ORD is twice as large. */
const reference: Row[] = Array.from({ length: 4000 }, (_, i) => ({ x: Math.floor(i / 4) % 100, port: ["ORD", "ORD", "ATL", "LAX"][i % 4] ?? "" }));
const live: (Row & { at: number })[] = Array.from({ length: 3000 }, (_, i) => ({ at: nowMs - 1_700_000 + i * 500, x: i % 3 === 0 ? (i % 100) * 2 : i % 100, port: ["ORD", "ATL", "new port"][i % 3] ?? "" }));
const given = (rows: readonly Row[]) => ({ x: rows.map((row) => row.x), port: rows.map((row) => row.port) });
const profile: BaselineProfile = { ...profileOf(reference.length, [referenceOf("x", reference.map((row) => row.x)), referenceOf("port", reference.map((row) => row.port))]), segments: { tag: "port", inputs: ["port"], notes: [] } };
const layout = segmentLayout(profile) ?? expect.fail();

let served: ServedVersion;
async function send(rows: readonly (Row & { at: number })[], replicaId: string, sequence: number): Promise<void> {
  const starts = Map.groupBy(rows, (row) => Math.floor(row.at / 10_000) * 10_000);
  const windows = [...starts].map(([startsAtMs, own]) => {
    const segments = segmentsFor(profile, given(own), own.length);
    return { ...deltaWindow(served, { startsAtMs, widthSeconds: 10 }, countersFor(profile, given(own), { rows: own.length })), ...(segments ? { segments } : {}) };
  });
  await ingestDelta(deps, { replicaId, incarnation: 1, sequence, formatVersion: 1, payload: { formatVersion: 1, windows }, startedAt: deps.clock.now(), address: "a" });
}
beforeAll(async () => {
  served = await givenServed(deps, { model: "ports", profile, tags: { "signalbox.drift_window_seconds": "3600" } });
  await deps.db.prisma.baseline.update({ where: { version_id: served.versionId }, data: { segments: segmentsFor(profile, given(reference), reference.length) ?? {} } });
  const replicas = [deps.ids.uuid(), deps.ids.uuid()];
  for (const [i, replica] of replicas.entries()) for (const sequence of [1, 2]) await send(live.filter((_, at) => at % 2 === i && (at < 1500) === (sequence === 1)), replica, sequence);
  await Promise.all([foldPending(deps), foldPending(deps)]);
  while (await foldPending(deps));
});
const stored = () => deps.db.prisma.segmentWindow.findMany({ where: { version_id: served.versionId }, orderBy: [{ width_seconds: "asc" }, { starts_at: "asc" }] });

describe("stored segments", () => {
  test("every width from the minute on holds each row once, whatever replicas and workers", async () => {
    const rows = await stored();
    expect([...new Set(rows.map((row) => row.width_seconds))]).toEqual([60, 600, 3600, 86_400]);
    for (const width of [60, 600, 3600, 86_400]) {
      const own = rows.filter((row) => row.width_seconds === width);
      for (const { starts_at, counts } of own) {
        const inside = live.filter((row) => row.at >= starts_at.getTime() && row.at < starts_at.getTime() + width * 1000);
        const scratch = segmentsFor(profile, given(inside), inside.length);
        expect(Buffer.from(counts).toString("base64")).toBe(scratch?.of["port"]);
      }
      const sum = new CountSum();
      for (const { counts } of own) sum.add(counts);
      expect([0, 1, 2, 3].map((place) => rowsOfSegment(layout, sum, place))).toEqual([1000, 0, 1000, 1000]);
    }
  });
});

const ask = (input: Record<string, unknown> = {}) => segments(deps, actor, segmentsInput.parse({ model: "ports", ...input }));
const only = (port: string, rows: readonly Row[]) => rows.filter((row) => row.port === port);

describe("drift by segment", () => {
  test("each segment against its own rows of the baseline, as counted from the raw rows, the worst first", async () => {
    const view = await ask();
    expect(view).toMatchObject({ model: "ports", version: "1", inputs: ["port"], notes: [], baselineRows: 4000, windowSeconds: 3600, task: null, nextCursor: null });
    // Two columns; the whole and four segments.
    expect(view.alpha).toBeCloseTo(alphaOf({ columns: 2, segments: 5, looksPerHour: 120 }), 15);
    expect(view.items.map((item) => [item.segment, item.rows, item.baselineRows, item.rest])).toEqual([["port:ORD", 1000, 2000, false], ["port:ATL", 1000, 1000, false], ["port:other", 1000, 0, true], ["port:LAX", 0, 1000, false]]);
    const [ord] = view.items;
    const x = referenceOf("x", reference.map((row) => row.x));
    const on = (rows: readonly Row[]) => countersFor(profileOf(1, [x]), { x: rows.map((row) => row.x) }, { rows: rows.length }).columns["x"] ?? expect.fail();
    const own = { ...x.reference, counts: on(only("ORD", reference)).bins };
    const { psiVerdict, psiLower, verdict } = judgeColumn(own, on(only("ORD", live)), view.alpha ?? 0);
    expect(ord).toMatchObject({ feature: "x", ...columnDrift(own, on(only("ORD", live))), psiVerdict, psiLower, verdict, share: 1 / 3, baselineShare: 0.5, quality: null });
    expect(verdict).toBe("alert");
    expect(view.items[1]).toMatchObject({ feature: "x", psiLower: 0 });
    expect(view.worst).toEqual([{ feature: "x", segment: "port:ORD", rows: 1000, psi: ord?.psi, js: ord?.js, psiVerdict, psiLower, verdict }]);
  });

  test("one segment, with every column", async () => {
    const { items } = await ask({ segment: "port:ORD" });
    expect(items).toHaveLength(1);
    expect(items[0]?.features?.map((one) => [one.feature, one.rows, one.verdict])).toEqual([["x", 1000, "alert"]]);
    expect((await ask({ feature: "port" })).items.map((item) => item.feature)).toEqual([null, null, null, null]);
  });

  test("a window that is neither whole days nor the model's own has no verdict (U5)", async () => {
    const { items } = await ask({ windowSeconds: 1800 });
    expect(items[0]).toMatchObject({ segment: "port:ORD", verdict: null });
    expect(items[0]?.psiLower).toBeGreaterThan(0.1);
  });

  test("the distribution of a column in a segment, and drift of the whole as before", async () => {
    const shown = await distribution(deps, actor, distributionInput.parse({ model: "ports", feature: "x", segment: "port:ATL" }));
    expect(shown).toMatchObject({ feature: "x", count: { baseline: 1000, live: 1000 } });
    expect(shown.bins.map((bin) => bin.baseline)).toEqual(shown.bins.map(() => 100));
    const whole = await drift(deps, actor, driftInput.parse({ model: "ports", feature: "x" }));
    expect(whole.series[0]?.points.reduce((sum, point) => sum + point.count, 0)).toBe(3000);
  });

  test.each([
    { name: "a segment", input: { segment: "port:JFK" }, says: /no segment port:JFK.*port:ATL/ },
    { name: "an input", input: { input: "x" }, says: /not segmented by x/ },
    { name: "a column", input: { feature: "y" }, says: /no monitored column y/ },
    { name: "a model", input: { model: "nobody" }, says: /No route/ },
  ])("$name that is not there", async ({ input, says }) => {
    await expect(ask(input)).rejects.toMatchObject({ code: "not_found", message: expect.stringMatching(says) });
  });

  test("a version without the tag has no segments", async () => {
    const { segments: _none, ...plain } = profile;
    await givenServed(deps, { model: "plain", profile: plain });
    expect(await ask({ model: "plain" })).toMatchObject({ inputs: [], items: [], worst: [], alpha: null });
    await expect(ask({ model: "plain", segment: "port:ORD" })).rejects.toThrow(/has no segments: the tag/);
  });
});

describe("labels by segment (U6)", () => {
  const label = (sequence: number, of: { place: number; predicted: string; label: string }): NewLabel => ({
    line: 1, label: of.label,
    of: { issuedAt: nowMs / 1000, replicaId: "00000000-0000-4000-8000-000000000001", incarnation: 1, versionId: served.versionId, environment: "production", startsAtMs: nowMs - 600_000, sequence, row: { task: "binary", score: 0.7, predicted: of.predicted }, segments: { layout: layout.stamp, of: [{ feature: "port", place: of.place }] } },
  });
  test("a label counts in its segment once, and a correction takes the old one back", async () => {
    await takeLabels(deps, [label(1, { place: 0, predicted: "1", label: "1" }), label(2, { place: 0, predicted: "1", label: "0" }), label(3, { place: 2, predicted: "0", label: "0" })]);
    await Promise.all([takeLabels(deps, [label(2, { place: 0, predicted: "1", label: "0" })]), takeLabels(deps, [label(3, { place: 2, predicted: "0", label: "1" })])]);
    const view = await ask();
    expect(view.task).toBe("binary");
    const quality = Object.fromEntries(view.items.map((item) => [item.segment, item.quality]));
    expect(quality["port:ATL"]).toMatchObject({ labelled: 2, accuracy: 0.5, precision: 0.5, recall: 1 });
    expect(quality["port:ORD"]).toMatchObject({ labelled: 1, accuracy: 0 });
    expect(quality["port:LAX"]).toBeNull();
  });
});

test("segments weigh in the storage's tally and go by its terms", async () => {
  await measureStorage(deps);
  const { items } = await listStorage(deps, actor, listStorageInput.parse({ query: "ports" }));
  const rows = await stored();
  const sizes = await deps.db.pool.query<{ bytes: number }>("SELECT sum(pg_column_size(counters) + COALESCE(pg_column_size(sketches), 0))::float8 AS bytes FROM monitoring_window WHERE version_id = $1", [served.versionId]);
  expect(items[0]?.bytes).toBeGreaterThan((sizes.rows[0]?.bytes ?? 0) + rows.length);
  deps.clock.advance(30 * 86_400);
  await expireWindows(deps);
  expect([...new Set((await stored()).map((row) => row.width_seconds))]).toEqual([600, 3600, 86_400]);
});
