/** Monitors of what labels showed and of what scores let expect, from labels in the database to the alert. */
import { expect, test } from "vitest";
import { deltaWindow, givenServed, profileOf, referenceOf } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { createMonitorInput, listAlertsInput } from "./contract-alerts.ts";
import { changeMonitor, createMonitor, foldPending, getAlert, ingestDelta, listAlerts, watchMonitors } from "./index.ts";
import { emptyWindow } from "./rules/merge.ts";
import { foldScores, newScoreTally, scoreCounters } from "./rules/quality/score-counters.ts";
import { takeLabels, type NewLabel } from "./take-labels.ts";

const deps = await testDeps();
deps.clock.advance(5);
const actor = await testActor(deps, "scientist");
const output = { role: "output" as const };
const scores = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
const binary = await givenServed(deps, { model: "late", profile: profileOf(1000, [referenceOf("p", scores, output)]), tags: { "signalbox.task": "binary", "signalbox.drift_window_seconds": "3600" } });
await givenServed(deps, { model: "miles", profile: profileOf(1000, [referenceOf("mpg", scores.map((score) => score * 40), output)]), tags: { "signalbox.task": "regression" } });
await deps.db.pool.query("INSERT INTO environment (name, position) VALUES ('production', 2) ON CONFLICT DO NOTHING");
const make = (input: object) => createMonitor(deps, actor, createMonitorInput.parse({ model: "late", ...input }));
const look = async () => {
  deps.clock.advance(30);
  while ((await watchMonitors(deps)) > 0);
  const { items } = await listAlerts(deps, actor, listAlertsInput.parse({ model: "late" }));
  return Object.fromEntries(items.filter((one) => ["accuracy", "rocAuc", "estimatedAccuracy"].includes(one.statistic)).map((one) => [one.statistic, one]));
};
const replicaId = deps.ids.uuid();
const startsAtMs = Math.floor(deps.clock.now().getTime() / 10_000) * 10_000 - 60_000;
/** Row i was predicted late where its score is .5 or more, and so it was, but for the `wrong` first ones. */
const labels = (count: number, wrong: number): NewLabel[] => scores.slice(0, count).map((_, i) => {
  const score = scores[(i * 7) % 1000] ?? 0;
  const predicted = score >= 0.5 ? "1" : "0";
  return { line: i, label: i < wrong ? (predicted === "1" ? "0" : "1") : predicted, of: { issuedAt: startsAtMs / 1000, replicaId, incarnation: 1, versionId: binary.versionId, environment: "production", startsAtMs, sequence: i, row: { task: "binary", score, predicted }, segments: null } };
});

test("a monitor of quality is refused where the model has no such number, or has no limit of its own", async () => {
  await expect(make({ statistic: "mae", threshold: 3 })).rejects.toMatchObject({ code: "invalid_input", message: "A binary model has no such number: the mean absolute error is of regression models." });
  await expect(make({ model: "miles", statistic: "mae" })).rejects.toMatchObject({ fields: [{ path: "threshold" }] });
  expect(await make({ model: "miles", statistic: "mae", threshold: 3 })).toMatchObject({ threshold: 3, windowSeconds: 86_400 });
  const made = await make({ statistic: "rocAuc" });
  expect(made).toMatchObject({ subject: "*", threshold: 0.7, windowSeconds: 3600 });
  await expect(changeMonitor(deps, actor, { id: made.id, threshold: 0 })).rejects.toMatchObject({ fields: [{ path: "threshold" }] });
});

test("no label is no data, few are undecided, enough that are wrong fire, and corrections end it", async () => {
  await make({ statistic: "accuracy", windowSeconds: 60 * 60, threshold: 0.8 });
  await make({ statistic: "estimatedAccuracy", threshold: 0.9 });
  const tally = newScoreTally();
  foldScores(tally, { task: "binary", scores: Float64Array.from(scores), classes: Uint16Array.from(scores, (score) => (score >= 0.5 ? 1 : 0)), names: ["0", "1"], withScores: true });
  const quality = scoreCounters(tally);
  await ingestDelta(deps, { replicaId, incarnation: 1, sequence: 1, formatVersion: 1, startedAt: deps.clock.now(), address: "", payload: { formatVersion: 1, windows: [deltaWindow(binary, { startsAtMs, widthSeconds: 10 }, { ...emptyWindow(), requests: 1, rows: 1000, latency: { "5": 1 }, ...(quality ? { quality } : {}) })] } });
  await foldPending(deps);
  const before = await look();
  expect([before["accuracy"]?.state, before["rocAuc"]?.state]).toEqual(["noData", "noData"]);
  // Scores that lie evenly are right three times of four if they are the chances that they say.
  expect([before["estimatedAccuracy"]?.state, before["estimatedAccuracy"]?.value]).toEqual(["firing", expect.closeTo(0.75, 3) as number]);
  await takeLabels(deps, labels(150, 150));
  const few = await look();
  expect([few["accuracy"]?.state, few["accuracy"]?.sentence]).toEqual(["undecided", "Too few labelled rows to tell whether it is under: the accuracy is 0 % (limit 80 %), on 150 labelled rows of 1 hour."]);
  await takeLabels(deps, labels(1000, 400));
  const wrong = await look();
  expect([wrong["accuracy"]?.state, wrong["accuracy"]?.value]).toEqual(["firing", 0.6]);
  const { frozen } = await getAlert(deps, actor, { id: wrong["accuracy"]?.id ?? "" });
  expect(frozen).toMatchObject({ value: 0.6, count: 1000, lower: expect.closeTo(0.5515, 3) as number, upper: expect.closeTo(0.6467, 3) as number });
  await takeLabels(deps, labels(1000, 0));
  const corrected = await look();
  expect([corrected["accuracy"]?.state, corrected["accuracy"]?.sentence, corrected["rocAuc"]?.value]).toEqual(["firing", "It fires until it is certainly over: the accuracy is 100 % (limit 80 %), on 1,000 labelled rows of 1 hour.", 1]);
});
