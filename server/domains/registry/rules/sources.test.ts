import { expect, test } from "vitest";
import { checkLocation, judgeSource } from "./sources.ts";

const m = `m-${"a".repeat(32)}`;
const other = `m-${"b".repeat(32)}`;
const judged = (source: string, more: { runId?: string; modelId?: string; prompt?: boolean } = {}): unknown => {
  try {
    return judgeSource({ source, runId: more.runId ?? "", modelId: more.modelId ?? "", prompt: more.prompt ?? false });
  } catch (error) {
    return (error as Error).message;
  }
};
const must = (source: string, parameter: string) => `Invalid model version source: '${source}'. The ${parameter} request parameter must identify the resource that contains the source.`;

test.each([
  ["a logged model with its id", `models:/${m}`, { modelId: m }, { kind: "loggedModel", modelId: m }],
  ["a logged model without", `models:/${m}`, {}, must(`models:/${m}`, "model_id")],
  ["a logged model with another's", `models:/${m}`, { modelId: other }, must(`models:/${m}`, "model_id")],
  ["a version", "models:/Flights/3", {}, { kind: "version", name: "Flights", version: 3, alias: null }],
  ["an alias", "models:/Flights@champion", {}, { kind: "version", name: "Flights", version: null, alias: "champion" }],
  ["nothing after the scheme", "models:/", {}, must("models:/", "model_id")],
  ["a stage", "models:/Flights/Production", {}, must("models:/Flights/Production", "model_id")],
  ["a run with its id", "runs:/r1/model", { runId: "r1" }, { kind: "run", runId: "r1", path: "model" }],
  ["a run without", "runs:/r1/model", {}, must("runs:/r1/model", "run_id")],
  ["a run with another's", "runs:/r1/model", { runId: "r2" }, must("runs:/r1/model", "run_id")],
  ["a run with a model id", "runs:/r1/model", { runId: "r1", modelId: m }, must("runs:/r1/model", "model_id")],
  ["proxied artifacts", "mlflow-artifacts:/0/r1/artifacts/model", { runId: "r1" }, { kind: "stored", path: "0/r1/artifacts/model" }],
  ["proxied artifacts by http", "https://h/api/2.0/mlflow-artifacts/artifacts/0/r1/artifacts/m", { runId: "r1" }, { kind: "stored", path: "0/r1/artifacts/m" }],
  ["proxied artifacts of nobody", "mlflow-artifacts:/0/r1/artifacts", {}, must("mlflow-artifacts:/0/r1/artifacts", "run_id")],
  ["a name with U+0000", "models:/a%00b@live", {}, must("models:/a%00b@live", "model_id")],
  ["an object store", "s3://bucket/a/b", { runId: "unknown" }, { kind: "elsewhere" }],
  ["a prompt's placeholder", "dummy-source", { prompt: true }, { kind: "prompt" }],
  ["a prompt with a real place", "s3://bucket/a", { prompt: true }, "Invalid prompt source: 's3://bucket/a'. Prompt sources must use an MLflow placeholder."],
  ["the newest version", "models:/Flights/latest", {}, { kind: "version", name: "Flights", version: null, alias: null }],
])("%s", (...[, source, more, expected]) => expect(judged(source, more)).toEqual(expected));

test.each([
  ["another site", "https://example.com/model", "'source' cannot use the 'https' scheme"],
  ["a local path", "/etc/passwd", "To use a local path as a model version source"],
  ["a file", "file:///etc/passwd", "To use a local path as a model version source"],
  ["up and out", "s3://bucket/../x", "without relative path references present"],
  ["up and out, encoded", "s3://bucket/%2e%2e/x", "without relative path references present"],
  ["up and out, encoded twice", "mlflow-artifacts:/0/%252e%252e/1", "without relative path references present"],
  ["a NUL", "s3://bucket/a%00b", "without relative path references present"],
])("refused: %s", (_case, source, part) => expect(judged(source, { runId: "r1" })).toContain(part));

test.each([["", true], ["s3://bucket/folder", true], ["mlflow-artifacts:/folder", true], ["runs:/r/x", false], ["/tmp/x", false], ["s3://b/../x", false], ["s3://b/x?a=..", false]])("location %j", (location, fine) => {
  if (fine) expect(() => checkLocation(location)).not.toThrow();
  else expect(() => checkLocation(location)).toThrow();
});
