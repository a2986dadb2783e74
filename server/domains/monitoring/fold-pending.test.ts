import { describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { testDeps } from "../../testing/harness.ts";
import type { DeltaPayload, WindowCounters } from "./contract.ts";
import { foldPending, ingestDelta, mergeAll, pruneDeltas, recordGap } from "./index.ts";

const deps = await testDeps();
const t0 = Date.UTC(2026, 2, 2, 9, 59, 50);
const reference = Array.from({ length: 1000 }, (_, i) => i / 10);
const profile = profileOf(1000, [referenceOf("x", reference), referenceOf("label", reference.map((x) => (x < 30 ? "a" : "b")))]);
const columns = (n: number, shift: number) => ({ x: Array.from({ length: n }, (_, i) => i + shift), label: Array.from({ length: n }, (_, i) => ["a", "b", `new ${i % 7}`][i % 3] ?? null) });

const replica = () => deps.ids.uuid();
const send = (replicaId: string, sequence: number, body: DeltaPayload | { formatVersion: 2; windows: [] }) =>
  ingestDelta(deps, { replicaId, incarnation: 1, sequence, formatVersion: body.formatVersion, payload: body as DeltaPayload, startedAt: deps.clock.now(), address: "127.0.0.1:8080" });
const payload = (served: ServedVersion, parts: { at: number; counters: WindowCounters }[]): DeltaPayload => ({
  formatVersion: 1, windows: parts.map(({ at, counters }) => deltaWindow(served, { startsAtMs: at, widthSeconds: 10 }, counters)),
});
async function foldAll(): Promise<void> {
  while (await foldPending(deps));
}
async function windows(served: ServedVersion) {
  return deps.db.prisma.monitoringWindow.findMany({ where: { version_id: served.versionId }, orderBy: [{ width_seconds: "asc" }, { starts_at: "asc" }], select: { width_seconds: true, starts_at: true, requests: true, rows: true, counters: true, sketches: true } });
}

describe("a delta counts once", () => {
  test.each([
    { name: "in order", sequences: [1, 2, 3], accepted: [true, true, true], highest: 3 },
    { name: "a repeat is acknowledged and not counted", sequences: [1, 1, 2, 1, 2], accepted: [true, false, true, false, false], highest: 2 },
    { name: "a sequence that jumps ahead is taken: the database was restored", sequences: [7, 8], accepted: [true, true], highest: 8 },
    { name: "one from before the highest is a repeat", sequences: [5, 4], accepted: [true, false], highest: 5 },
  ])("$name", async ({ sequences, accepted, highest }) => {
    const served = await givenServed(deps, { model: `once ${sequences.join(" ")}`, profile });
    const id = replica();
    const results = [];
    for (const sequence of sequences) results.push(await send(id, sequence, payload(served, [{ at: t0, counters: countersFor(profile, columns(3, 0), { rows: 3 }) }])));
    expect(results.map((result) => result.accepted)).toEqual(accepted);
    expect(results.at(-1)?.highestSequence).toBe(highest);
    await foldAll();
    expect((await windows(served)).map((window) => Number(window.requests))).toEqual(Array.from({ length: 5 }, () => accepted.filter(Boolean).length));
  });

  test("labels named like what objects inherit keep their rows", async () => {
    const served = await givenServed(deps, { model: "inherited names", profile });
    const label = ["__proto__", "constructor", "__proto__", "a"];
    await send(replica(), 1, payload(served, [{ at: t0, counters: countersFor(profile, { x: [1, 2, 3, 4], label }, { rows: 4 }) }]));
    await foldAll();
    const [first] = await windows(served);
    const fresh = (first?.counters as WindowCounters | undefined)?.columns["label"]?.fresh;
    expect(Object.entries(fresh ?? {})).toEqual([["__proto__", 2], ["constructor", 1]]);
  });

  test("the same delta from two connections at once", async () => {
    const served = await givenServed(deps, { model: "race", profile });
    const id = replica();
    for (let sequence = 1; sequence <= 20; sequence++) {
      const body = payload(served, [{ at: t0, counters: countersFor(profile, columns(3, 0), { rows: 3 }) }]);
      const results = await Promise.all(Array.from({ length: 4 }, () => send(id, sequence, body)));
      expect(results.filter((result) => result.accepted)).toHaveLength(1);
      expect(new Set(results.map((result) => result.highestSequence))).toEqual(new Set([sequence]));
    }
    await foldAll();
    expect((await windows(served))[0]?.requests).toBe(20n);
  });

  test("a sequence is a whole number from 1", async () => {
    await expect(send(replica(), 0, { formatVersion: 1, windows: [] })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a gap is recorded once for each incarnation", async () => {
    const gap = { replicaId: replica(), incarnation: 2, sequence: 0, from: new Date(t0), to: new Date(t0 + 900), lost: [{ model: "m", version: "1", environment: "production", requests: 3, rows: 9 }] };
    expect([await recordGap(deps, gap), await recordGap(deps, gap), await recordGap(deps, { ...gap, incarnation: 3 }), await recordGap(deps, { ...gap, sequence: 7 })]).toEqual([true, false, true, true]);
  });
});

describe("folding", () => {
  test("every width holds the sum, to the bit, whatever the split, the order and the number of workers", async () => {
    const served = await givenServed(deps, { model: "split", profile });
    const parts = Array.from({ length: 60 }, (_, i) => ({ at: t0 + Math.floor(i / 6) * 10_000, counters: countersFor(profile, columns(5 + (i % 4), i), { rows: 5 + (i % 4), latencyMs: 1 + i }) }));
    const replicas = [replica(), replica(), replica()];
    const sent = parts.map((part, i) => ({ id: replicas[i % 3] ?? "", part }));
    const sequences = new Map<string, number>();
    for (const { id, part } of sent.reverse()) {
      const sequence = (sequences.get(id) ?? 0) + 1;
      sequences.set(id, sequence);
      await send(id, sequence, payload(served, [part]));
      // A flush that was not acknowledged is sent again, by a later incarnation too.
      if (sequence % 3 === 0) expect((await send(id, sequence, payload(served, [part]))).accepted).toBe(false);
      if (sequence % 7 === 0) await Promise.all([foldPending(deps), foldPending(deps)]);
    }
    await Promise.all([foldAll(), foldAll(), foldAll(), foldAll()]);
    const stored = await windows(served);
    for (const width of [10, 60, 600, 3600, 86_400]) {
      const starts = [...new Set(parts.map((part) => Math.floor(part.at / width / 1000) * width * 1000))];
      const own = stored.filter((window) => window.width_seconds === width);
      expect(own.map((window) => window.starts_at.getTime())).toEqual(starts);
      for (const [i, start] of starts.entries()) {
        const expected = mergeAll(parts.filter((part) => part.at >= start && part.at < start + width * 1000).map((part) => part.counters));
        const { sketches, ...counters } = expected;
        expect(JSON.stringify(own[i]?.counters, sortKeys)).toBe(JSON.stringify(counters, sortKeys));
        expect(JSON.stringify(own[i]?.sketches, sortKeys)).toBe(JSON.stringify(sketches, sortKeys));
        expect(own[i]?.rows).toBe(BigInt(expected.rows));
      }
    }
  });

  test("many workers over many models neither lose nor double nor deadlock", async () => {
    const models = await Promise.all(Array.from({ length: 5 }, (_, i) => givenServed(deps, { model: `many ${i}`, profile })));
    const id = replica();
    for (let sequence = 1; sequence <= 150; sequence++) {
      const order = sequence % 2 ? models : [...models].reverse();
      await send(id, sequence, { formatVersion: 1, windows: order.flatMap((served) => payload(served, [{ at: t0 + (sequence % 9) * 10_000, counters: countersFor(profile, columns(2, 0), { rows: 2 }) }]).windows) });
    }
    const folded = await Promise.all(Array.from({ length: 6 }, async () => {
      let sum = 0;
      for (let did = await foldPending(deps); did > 0; did = await foldPending(deps)) sum += did;
      return sum;
    }));
    expect(folded.reduce((sum, did) => sum + did, 0)).toBe(150);
    for (const served of models) {
      const day = (await windows(served)).filter((window) => window.width_seconds === 86_400);
      expect(day.reduce((sum, window) => sum + Number(window.rows), 0)).toBe(300);
    }
  });

  test("a late window amends every roll-up, and says so in one event a model and environment", async () => {
    const served = await givenServed(deps, { model: "late", profile });
    const id = replica();
    await send(id, 1, payload(served, [{ at: t0, counters: countersFor(profile, columns(3, 0), { rows: 3 }) }]));
    await foldAll();
    await deps.db.prisma.outboxEvent.deleteMany();
    const lateMs = t0 - 86_400_000;
    await send(id, 2, payload(served, [{ at: lateMs, counters: countersFor(profile, columns(4, 0), { rows: 4 }) }, { at: lateMs, counters: countersFor(profile, columns(1, 0), { rows: 1 }) }, { at: t0, counters: countersFor(profile, columns(2, 0), { rows: 2 }) }]));
    await foldAll();
    expect((await windows(served)).map((window) => [window.width_seconds, Number(window.rows)])).toEqual([[10, 5], [10, 5], [60, 5], [60, 5], [600, 5], [600, 5], [3600, 5], [3600, 5], [86400, 5], [86400, 5]]);
    expect(await deps.db.prisma.outboxEvent.findMany({ select: { type: true, subject: true, data: true } })).toEqual([
      { type: "windows.folded", subject: "late", data: { model: "late", environment: "production", version: "1", from: lateMs, to: t0 + 10_000 } },
    ]);
  });

  test("what cannot be counted is passed over: a version that is gone, an id that is another's, a payload that is none", async () => {
    const served = await givenServed(deps, { model: "gone", profile });
    const id = replica();
    const counters = countersFor(profile, columns(3, 0), { rows: 3 });
    await send(id, 1, payload({ ...served, versionId: 999_999 }, [{ at: t0, counters }]));
    await send(id, 2, payload({ ...served, model: "another" }, [{ at: t0, counters }]));
    await send(id, 3, { formatVersion: 1, windows: [{ bad: true }] } as unknown as DeltaPayload);
    await send(id, 4, payload(served, [{ at: t0, counters }]));
    await foldAll();
    expect((await windows(served)).map((window) => Number(window.rows))).toEqual([3, 3, 3, 3, 3]);
    expect(await deps.db.prisma.monitoringDelta.count({ where: { folded_at: null } })).toBe(0);
  });

  test("counters on the bins of a replaced baseline do not stop the fold", async () => {
    const served = await givenServed(deps, { model: "rebinned", profile });
    const other = profileOf(4, [referenceOf("x", [1, 2, 3, 4])]);
    const id = replica();
    await send(id, 1, payload(served, [{ at: t0, counters: countersFor(profile, columns(3, 0), { rows: 3 }) }]));
    await foldAll();
    await send(id, 2, payload(served, [{ at: t0, counters: countersFor(other, { x: [1, 2] }, { rows: 2 }) }]));
    await foldAll();
    expect((await windows(served)).map((window) => Number(window.rows))).toEqual([5, 5, 5, 5, 5]);
  });

  test("a format this worker does not know waits for one that does", async () => {
    expect((await send(replica(), 1, { formatVersion: 2, windows: [] })).accepted).toBe(true);
    await foldAll();
    expect(await deps.db.prisma.monitoringDelta.count({ where: { folded_at: null, format_version: 2 } })).toBe(1);
  });

  test("a delta goes a day after it was folded, and its replica still knows it", async () => {
    const served = await givenServed(deps, { model: "pruned", profile });
    const id = replica();
    const body = payload(served, [{ at: t0, counters: countersFor(profile, columns(3, 0), { rows: 3 }) }]);
    await send(id, 1, body);
    await foldAll();
    deps.clock.advance(86_399);
    await pruneDeltas(deps);
    expect(await deps.db.prisma.monitoringDelta.count({ where: { replica_id: id } })).toBe(1);
    deps.clock.advance(2);
    await pruneDeltas(deps);
    expect(await deps.db.prisma.monitoringDelta.count({ where: { replica_id: id } })).toBe(0);
    expect((await send(id, 1, body)).accepted).toBe(false);
  });
});

function sortKeys(_key: string, value: unknown): unknown {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}
