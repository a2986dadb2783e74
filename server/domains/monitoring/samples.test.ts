import { describe, expect, test } from "vitest";
import { Samples } from "../../processes/serving/samples.ts";
import { Watch, type Watched } from "../../processes/serving/watch.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { givenServed, profileOf, referenceOf, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { deltaPayload, type DeltaPayload } from "./contract.ts";
import { samplesInput, type SampledRow } from "./contract-samples.ts";
import { changeTerms, foldPending, ingestDelta, keepSamples, samples, samplesCsv, storageSummary } from "./index.ts";
import { defaultTerms } from "./contract-storage.ts";
import { sampleTerms } from "./rules/samples/choose.ts";
import { keepRows } from "./rules/samples/keep.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const t0 = Date.UTC(2026, 2, 2, 10, 0, 0);
deps.clock.set(new Date(t0 + 3_600_000));
const secret = "SECRET-4711";
const reference = Array.from({ length: 1000 }, (_, i) => i / 10);
const profile = profileOf(1000, [referenceOf("x", reference), referenceOf("city", reference.map((x) => (x < 50 ? "Köln" : "Bonn"))), referenceOf("ssn", reference.map((_, i) => `id ${i}`))]);

type Tags = Record<string, string>;
/** A serving process: what it counts, and the delta of each flush. */
function process(served: ServedVersion, tags: Tags = {}) {
  const replica = { id: deps.ids.uuid(), incarnation: 1 };
  const watch = new Watch(10, new Samples(replica));
  const watched: Watched = { versionId: served.versionId, model: served.model, version: served.version, profile, samples: sampleTerms(tags) };
  let sequence = 0;
  return {
    predict(atMs: number, values: { x: number | null; city?: string; ssn?: string }, predictionId?: string) {
      const { x, city = "Köln", ssn = secret } = values;
      watch.count({ watched, environment: "production", atMs, latencyMs: 1, rows: 1, columns: { x: [x], city: [city], ssn: [ssn] }, ...(predictionId === undefined ? {} : { predictionId }) });
    },
    flush(): DeltaPayload {
      const windows = watch.take();
      const rows = watch.takeSamples();
      return { formatVersion: 1, windows, ...(rows.length > 0 ? { samples: rows } : {}) };
    },
    send: (payload: DeltaPayload, repeated = false) => ingestDelta(deps, { replicaId: replica.id, incarnation: 1, sequence: repeated ? sequence : ++sequence, formatVersion: 1, payload, startedAt: deps.clock.now(), address: "" }),
  };
}
async function foldAll(): Promise<void> {
  while (await foldPending(deps));
}
const stored = async (served: ServedVersion) => (await deps.db.pool.query<{ rows: SampledRow[] }>("SELECT rows FROM sample_window WHERE version_id = $1 ORDER BY starts_at", [served.versionId])).rows.map(({ rows }) => rows);
const ask = (model: string, more: object = {}) => samples(deps, actor, samplesInput.parse({ model, from: new Date(t0).toISOString(), to: new Date(t0 + 3_600_000).toISOString(), ...more }));

describe("samples come with the counters", () => {
  test("two replicas, mixed order and a repeat: the rows of the whole stream, and how many they are of", async () => {
    const served = await givenServed(deps, { model: "merged", profile });
    const [a, b] = [process(served), process(served)];
    const all: SampledRow[] = [];
    const deltas: [typeof a, DeltaPayload][] = [];
    for (let second = 0; second < 60; second++) {
      for (const [at, one] of [a, b].entries()) {
        for (let i = 0; i < 5; i++) one.predict(t0 + second * 1000 + i, { x: second === 30 && i === 3 && at === 1 ? 1e6 : (second * 7 + i) % 100 }, `p ${at} ${second} ${i}`);
        const payload = one.flush();
        deltas.push([one, payload]);
        all.push(...(payload.samples ?? []).flatMap((window) => window.rows));
      }
    }
    for (const [one, payload] of deltas.filter(([one]) => one === b)) await one.send(payload);
    await foldAll();
    for (const [one, payload] of deltas.filter(([one]) => one === a)) {
      await one.send(payload);
      await one.send(payload, true);
    }
    await foldAll();
    expect(await stored(served)).toEqual([keepRows(all)]);
    const uniform = await ask("merged");
    expect(uniform).toMatchObject({ counted: 600, off: null, keptDays: 7, until: new Date(t0 + 7 * 86_400_000).toISOString() });
    expect(uniform.rows).toHaveLength(20);
    const unusual = await ask("merged", { kind: "unusual" });
    expect(unusual.rows[0]).toMatchObject({ predictionId: "p 1 30 3", at: new Date(t0 + 30_003).toISOString(), values: { x: 1e6, city: "Köln" } });
    expect(unusual.rows[0]?.reasons.map(({ column, what }) => [column, what])).toContainEqual(["x", "beyond"]);
    expect((await ask("merged", { kind: "unusual", from: new Date(t0 + 31_000).toISOString() })).rows.every((row) => row.at > new Date(t0 + 31_000).toISOString())).toBe(true);
    expect(samplesCsv(unusual).split("\r\n")[0]).toBe("at,prediction_id,score,unusual,x,city,ssn");
    const left = await deps.db.pool.query("SELECT 1 FROM monitoring_delta WHERE folded_at IS NOT NULL AND payload ? 'samples'");
    expect(left.rowCount).toBe(0);
  });

  test("a delta of an older process has none and is folded as ever; one of ours is read by the schema as it is", async () => {
    const served = await givenServed(deps, { model: "older", profile });
    const one = process(served);
    one.predict(t0, { x: 1 });
    const payload = one.flush();
    expect(deltaPayload.parse(payload)).toEqual(payload);
    const { samples: _rows, ...older } = payload;
    await one.send(older);
    await foldAll();
    expect(await stored(served)).toEqual([]);
    expect(await ask("older")).toMatchObject({ counted: 1, kept: 0, rows: [], until: null });
  });
});

describe("what is sensitive", () => {
  test("is neither in the delta nor in the database, and stands in the answer by its name", async () => {
    const served = await givenServed(deps, { model: "marked", profile, tags: { "signalbox.sensitive_features": "ssn" } });
    const one = process(served, { "signalbox.sensitive_features": "ssn" });
    for (let i = 0; i < 100; i++) one.predict(t0 + i, { x: i * 100 });
    const payload = one.flush();
    // New labels are counted by name, as the baseline's are: what is never written is the row.
    expect(JSON.stringify(payload.samples)).not.toContain(secret);
    await one.send(payload);
    await foldAll();
    expect(JSON.stringify(await stored(served))).not.toContain(secret);
    const view = await ask("marked");
    expect(view.columns).toEqual([{ name: "x", role: "input", sensitive: false }, { name: "city", role: "input", sensitive: false }, { name: "ssn", role: "input", sensitive: true }]);
    expect(JSON.stringify(view.rows)).not.toContain("ssn");
  });

  test("a mark that comes later hides at once, holds for what is on its way, and leaves the database", async () => {
    const served = await givenServed(deps, { model: "marked later", profile });
    const one = process(served);
    for (let i = 0; i < 10; i++) one.predict(t0 + i, { x: i });
    await one.send(one.flush());
    await foldAll();
    expect(JSON.stringify(await stored(served))).toContain(secret);
    for (let i = 0; i < 10; i++) one.predict(t0 + 700_000 + i, { x: i });
    const late = one.flush();
    await deps.db.prisma.registeredModelTag.create({ data: { model_id: served.modelId, key: "signalbox.sensitive_features", value: "ssn" } });
    expect(JSON.stringify(await ask("marked later"))).not.toContain(secret);
    await one.send(late);
    await foldAll();
    expect((await stored(served)).map((rows) => JSON.stringify(rows).includes(secret))).toEqual([true, false]);
    await keepSamples(deps);
    expect(JSON.stringify(await stored(served))).not.toContain(secret);
    expect((await ask("marked later")).rows).toHaveLength(20);
  });
});

describe("letting go", () => {
  test("the tag switches off: nothing is folded, and what is kept goes", async () => {
    const served = await givenServed(deps, { model: "switched off", profile });
    const one = process(served);
    one.predict(t0, { x: 1 });
    await one.send(one.flush());
    await foldAll();
    expect(await stored(served)).toHaveLength(1);
    await deps.db.prisma.registeredModelTag.create({ data: { model_id: served.modelId, key: "signalbox.samples", value: "off" } });
    one.predict(t0 + 600_000, { x: 1 });
    await one.send(one.flush());
    await foldAll();
    expect(await ask("switched off")).toMatchObject({ off: expect.stringContaining("signalbox.samples") as string, rows: [] });
    await keepSamples(deps);
    expect(await stored(served)).toEqual([]);
  });

  test("by their term, with the version, and with the setting", async () => {
    const served = await givenServed(deps, { model: "old", profile });
    const one = process(served);
    for (const atMs of [t0 - 3 * 86_400_000, t0]) one.predict(atMs, { x: 1 });
    await one.send(one.flush());
    await foldAll();
    expect(await stored(served)).toHaveLength(2);
    const admin = await testActor(deps, "admin");
    await changeTerms(deps, admin, { ...defaultTerms, sampleDays: 2 });
    await keepSamples(deps);
    expect(await stored(served)).toHaveLength(1);
    expect((await storageSummary(deps, admin)).samples).toMatchObject({ on: true, keptDays: 2, rows: expect.any(Number) as number });
    await keepSamples({ ...deps, env: { ...deps.env, samples: false } });
    expect(await stored(served)).toEqual([]);
    one.predict(t0, { x: 2 });
    await one.send(one.flush());
    await foldAll();
    expect(await stored(served)).toHaveLength(1);
    const cascades = await deps.db.pool.query("SELECT 1 FROM pg_constraint WHERE conrelid = 'sample_window'::regclass AND confrelid = 'model_version'::regclass AND confdeltype = 'c'");
    expect(cascades.rowCount).toBe(1);
  });
});
