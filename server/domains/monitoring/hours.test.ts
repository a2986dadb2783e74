import { describe, expect, test } from "vitest";
import { testActor, testDeps, type TestDeps } from "../../testing/harness.ts";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, type ServedVersion } from "../../testing/monitoring-builders.ts";
import type { BaselineProfile } from "./contract.ts";
import { driftInput } from "./contract.ts";
import { anchorDemoClock, drift, foldPending, ingestDelta } from "./index.ts";
import { binOf } from "./rules/edges.ts";
import { slotCount } from "./rules/slots.ts";

const rowsAnHour = 400;
const hourMs = 3_600_000;
/** A value that follows the clock: at three in the morning 3.0 to 3.99. */
const valuesAt = (hourOfDay: number, rows = rowsAnHour) => Array.from({ length: rows }, (_, i) => hourOfDay + (i % 100) / 100);
const all = Array.from({ length: slotCount }, (_, slot) => valuesAt(slot % 24)).flat();
const column = referenceOf("x", all);
const profile: BaselineProfile = { ...profileOf(all.length, [column]), hours: { column: "at", zone: "UTC", reason: null } };
const edges = column.reference.kind === "numeric" ? column.reference.edges : [];
const slots = Array.from({ length: slotCount }, (_, slot) => {
  const counts = Array.from({ length: edges.length + 3 }, () => 0);
  for (const x of valuesAt(slot % 24)) counts[binOf(edges, x)]!++;
  return counts;
}).flat();

async function world(deps: TestDeps, model: string, byHour: boolean) {
  const actor = await testActor(deps, "scientist");
  const served = await givenServed(deps, { model, profile: byHour ? profile : { ...profile, hours: undefined } });
  if (byHour) await deps.db.prisma.baseline.update({ where: { version_id: served.versionId }, data: { slots: { x: slots } } });
  const replicaId = deps.ids.uuid();
  let sequence = 0;
  const count = async (of: ServedVersion, at: { startsAtMs: number; widthSeconds: number }, values: number[]) => {
    await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows: [deltaWindow(of, at, countersFor(profile, { x: values }, { rows: values.length }))] }, startedAt: deps.clock.now(), address: "" });
    await foldPending(deps);
  };
  const ask = async (input: object) => (await drift(deps, actor, driftInput.parse({ model, ...input }))).series[0]?.points.at(-1);
  return { served, count: (at: { startsAtMs: number; widthSeconds: number }, values: number[]) => count(served, at, values), ask };
}

describe("a value that follows the clock", async () => {
  const deps = await testDeps();
  // Monday 10:00.
  const nowMs = deps.clock.now().getTime();
  const hours = Array.from({ length: 10 }, (_, i) => nowMs - (i + 1) * hourMs);
  for (const [name, byHour] of [["with hours of the week", true], ["without", false]] as const) test(name, async () => {
    const { count, ask } = await world(deps, `clock-${byHour}`, byHour);
    for (const startsAtMs of hours) await count({ startsAtMs, widthSeconds: 10 }, valuesAt(new Date(startsAtMs).getUTCHours()));
    const hour = await ask({ windowSeconds: 3600, stepSeconds: 3600 });
    const day = await ask({ windowSeconds: 86_400 });
    expect(hour?.count).toBe(rowsAnHour);
    if (byHour) {
      // The hour, and the day that is ten hours old, are compared with the same hours of the baseline.
      expect([hour?.verdict, day?.verdict, (hour?.psiVerdict ?? 9) < 0.05]).toEqual(["none", "none", true]);
    } else {
      // An hour is information; the day is judged against all there is.
      expect([hour?.verdict, (hour?.psiLower ?? 0) > 0.1, day?.verdict]).toEqual([null, true, "alert"]);
    }
  });
  test("a real drift within its own hour is seen", async () => {
    const { count, ask } = await world(deps, "drifts", true);
    await count({ startsAtMs: nowMs - hourMs, widthSeconds: 10 }, valuesAt(13));
    expect((await ask({ windowSeconds: 3600, stepSeconds: 3600 }))?.verdict).toBe("alert");
  });
});

test("in the demo the hours are those of its clock", async () => {
  const deps = await testDeps({ SIGNALBOX_DEMO: "on" });
  const baseSeconds = deps.env.baseWindowSeconds;
  const startMs = Math.floor(deps.clock.now().getTime() / (baseSeconds * 1000)) * baseSeconds * 1000;
  const { count, ask } = await world(deps, "demo", true);
  // Monday midnight on the demo's clock.
  await anchorDemoClock(deps, { realMs: startMs, clockMs: Date.parse("2001-01-01T00:00:00Z"), speed: 720 });
  for (let hour = 0; hour < 8; hour++) await count({ startsAtMs: startMs + hour * baseSeconds * 1000, widthSeconds: baseSeconds }, valuesAt(hour));
  deps.clock.set(new Date(startMs + 8 * baseSeconds * 1000));
  const point = await ask({ windowSeconds: baseSeconds, stepSeconds: baseSeconds });
  expect([point?.count, point?.verdict]).toEqual([rowsAnHour, "none"]);
  await anchorDemoClock(deps, { realMs: startMs + 8 * baseSeconds * 1000, clockMs: Date.parse("2001-01-01T15:00:00Z"), speed: 720 });
  await count({ startsAtMs: startMs + 8 * baseSeconds * 1000, widthSeconds: baseSeconds }, valuesAt(15));
  deps.clock.set(new Date(startMs + 9 * baseSeconds * 1000));
  expect((await ask({ windowSeconds: baseSeconds, stepSeconds: baseSeconds }))?.verdict).toBe("none");
});
