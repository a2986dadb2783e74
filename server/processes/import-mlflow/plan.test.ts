import { expect, test } from "vitest";
import { aliasStays, authorizationOf, batchesOf, insideOf, isPassing, planSource, sourceKey, stampOf, waitMs } from "./plan.ts";
import { openReport } from "./report.ts";

const model = `m-${"0123456789abcdef".repeat(2)}`;
const root = "mlflow-artifacts:/3/r1/artifacts";

test.each([
  ["a logged model", `models:/${model}`, { kind: "loggedModel", modelId: model }],
  ["a run's folder", "runs:/r1/model/", { kind: "run", runId: "r1", path: "model" }],
  ["a run itself", "runs:/r1", { kind: "run", runId: "r1", path: "" }],
  ["a copy", "models:/iris/12", { kind: "copy", name: "iris", version: 12 }],
  ["proxied files of its run", `${root}/a/b`, { kind: "run", runId: "r1", path: "a/b" }],
  ["the same with the server's name", "mlflow-artifacts://host:5000/3/r1/artifacts/a", { kind: "run", runId: "r1", path: "a" }],
  ["proxied files of a logged model", `mlflow-artifacts:/3/models/${model}/artifacts`, { kind: "loggedModel", modelId: model }],
  ["files that only begin like its run's", `${root}-old/a`, { kind: "skip", why: expect.stringContaining("belongs to no run") }],
  ["another store", "s3://bucket/model", { kind: "elsewhere" }],
  ["a disk", "/srv/mlruns/0/r9/artifacts/model", { kind: "skip", why: expect.stringContaining("that server's disk") }],
  ["nothing", "", { kind: "skip", why: "it has no source" }],
])("a version from %s", (_case, source, plan) => expect(planSource({ source, run_id: "r1" }, root)).toEqual(plan));

test("a disk's path inside the run's own folder is the run's", () => {
  expect(planSource({ source: "file:///srv/0/r1/artifacts/model", run_id: "r1" }, "/srv/0/r1/artifacts")).toEqual({ kind: "run", runId: "r1", path: "model" });
  expect(insideOf("", "/srv")).toBeNull();
});

test.each([["production", false], ["Production", false], ["ｐroduction", false], ["champion", true], ["production-2", true]])("the alias %s comes: %s", (alias, comes) => expect(aliasStays(alias, ["staging", "production"]) === null).toBe(comes));

test("batches are within what one call takes", () => {
  const metrics = Array.from({ length: 2500 }, (_, index) => index);
  const pairs = Array.from({ length: 130 }, (_, index) => index);
  const batches = batchesOf({ metrics, params: pairs, tags: pairs });
  expect(batches.map((one) => [one.metrics.length, one.params.length, one.tags.length])).toEqual([[0, 100, 0], [0, 30, 0], [0, 0, 100], [0, 0, 30], [1000, 0, 0], [1000, 0, 0], [500, 0, 0]]);
  expect(batches.flatMap((one) => one.metrics)).toEqual(metrics);
  expect(batchesOf({ metrics: [], params: [], tags: [] })).toEqual([]);
});

test.each([
  ["a token", { token: "t", user: "u" }, {}, "Bearer t"],
  ["a person", { user: "u", password: "p" }, { MLFLOW_TRACKING_TOKEN: "t" }, `Basic ${btoa("u:p")}`],
  ["the environment's token", {}, { MLFLOW_TRACKING_TOKEN: "t", MLFLOW_TRACKING_USERNAME: "u" }, "Bearer t"],
  ["the environment's person", {}, { MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p" }, `Basic ${btoa("u:p")}`],
  ["nothing", {}, {}, null],
])("signs with %s", (...[, given, env, header]) => expect(authorizationOf(given, env)).toBe(header));

test.each([[1, null, 500], [3, null, 2000], [20, null, 30_000], [1, "3", 3000], [1, "9999", 30_000], [2, "soon", 1000]])("waits before try %i after '%s'", (attempt, retryAfter, ms) => expect(waitMs(attempt, retryAfter, 0.5)).toBe(ms));
test.each([[null, true], [429, true], [503, true], [500, true], [501, false], [400, false], [404, false], [401, false]])("%s is worth another try: %s", (status, passing) => expect(isPassing(status)).toBe(passing));

test("what was copied is kept by an address without credentials", () => {
  expect(sourceKey("https://me:secret@Host:8443/mlflow/?x=1")).toBe("https://host:8443/mlflow");
  expect(() => sourceKey("ftp://host")).toThrow("not an http address");
  expect(() => sourceKey("host")).toThrow();
});

test("a stamp changes with what it stands for", () => {
  expect(stampOf({ a: 1 })).toBe(stampOf({ a: 1 }));
  expect(stampOf({ a: 1 })).not.toBe(stampOf({ a: 2 }));
});

test("the closing lines: what was copied, and what was left for which reason", () => {
  const report = openReport(() => undefined);
  expect(report.summary()[0]).toBe("Copied nothing: all of it was here.");
  report.did("runs", 3);
  report.did("files");
  report.bytes(2_500_000);
  for (let index = 0; index < 7; index += 1) report.skip(`v${index}`, "no source");
  expect(report.summary()).toEqual(["Copied 3 runs, 1 file (2.5 MB).", "Left behind:", "  v0, v1, v2, v3, v4 and 2 more: no source.", "Never copied: traces, prompts, webhooks, people and their permissions."]);
});
