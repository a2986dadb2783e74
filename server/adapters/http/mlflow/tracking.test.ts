import { beforeAll, expect, test } from "vitest";
import { testDeps } from "../../../testing/harness.ts";
import { at, openWire, type Body, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;
let run: string;
beforeAll(async () => {
  wire = await openWire(deps);
  await wire.call("POST", "experiments/create", { name: "trials" });
  run = String(at((await wire.call("POST", "runs/create", { experiment_id: "1", user_id: "me", start_time: 1000, run_name: "first", tags: [{ key: "t", value: "x" }] })).body, "run.info.run_id"));
});

test("a run's shape", async () => {
  const { body } = await wire.call("GET", "runs/get", { run_id: run });
  expect(body["run"]).toEqual({
    info: { run_id: run, run_uuid: run, run_name: "first", experiment_id: "1", user_id: "me", status: "RUNNING", start_time: 1000, artifact_uri: `mlflow-artifacts:/1/${run}/artifacts`, lifecycle_stage: "active" },
    data: { tags: [{ key: "mlflow.runName", value: "first" }, { key: "t", value: "x" }] }, inputs: {}, outputs: {},
  });
});

const cases: [string, string, string, () => Body, number, string, string][] = [
  ["an experiment twice", "POST", "experiments/create", () => ({ name: "trials" }), 400, "RESOURCE_ALREADY_EXISTS", "trials"],
  ["an experiment in a run", "POST", "experiments/create", () => ({ name: "x", artifact_location: "runs:/a/b" }), 400, "INVALID_PARAMETER_VALUE", "runs:/"],
  ["an experiment's id in words", "GET", "experiments/get", () => ({ experiment_id: "abc" }), 400, "INVALID_PARAMETER_VALUE", "Invalid experiment ID 'abc'. Experiment ID must be a valid integer."],
  ["an unknown experiment", "GET", "experiments/get", () => ({ experiment_id: "99999999999" }), 404, "RESOURCE_DOES_NOT_EXIST", "No Experiment with id="],
  ["an unknown name", "GET", "experiments/get-by-name", () => ({ experiment_name: "No" }), 404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name 'No'"],
  ["a name that is taken", "POST", "experiments/update", () => ({ experiment_id: "1", new_name: "Default" }), 400, "BAD_REQUEST", "already exists"],
  ["a page without size", "POST", "experiments/search", () => ({}), 400, "INVALID_PARAMETER_VALUE", "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"],
  ["too large a page", "POST", "experiments/search", () => ({ max_results: 50_001 }), 400, "INVALID_PARAMETER_VALUE", "It must be at most 50000"],
  ["an experiment's tag that is not there", "POST", "experiments/delete-experiment-tag", () => ({ experiment_id: "1", key: "k" }), 404, "RESOURCE_DOES_NOT_EXIST", "No tag with name: k"],
  ["a run of an unknown experiment", "POST", "runs/create", () => ({ experiment_id: "77" }), 404, "RESOURCE_DOES_NOT_EXIST", "No Experiment with id=77 exists"],
  ["two names", "POST", "runs/create", () => ({ experiment_id: "1", run_name: "a", tags: [{ key: "mlflow.runName", value: "b" }] }), 400, "INVALID_PARAMETER_VALUE", "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values"],
  ["an unknown run", "GET", "runs/get", () => ({ run_id: "nope" }), 404, "RESOURCE_DOES_NOT_EXIST", "Run with id=nope not found"],
  ["no run", "POST", "runs/log-metric", () => ({ key: "a", value: 1, timestamp: 1 }), 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'run_id'."],
  ["a metric of text", "POST", "runs/log-metric", () => ({ run_id: run, key: "a", value: "abc", timestamp: 1 }), 400, "INVALID_PARAMETER_VALUE", "for parameter 'value' supplied"],
  ["a metric's bad key", "POST", "runs/log-metric", () => ({ run_id: run, key: "../x", value: 1, timestamp: 1 }), 400, "INVALID_PARAMETER_VALUE", "for parameter 'name' supplied"],
  ["a batch without times", "POST", "runs/log-batch", () => ({ run_id: run, metrics: [{ key: "a", value: 1 }] }), 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'metrics[0].timestamp'."],
  ["a batch with a key twice", "POST", "runs/log-batch", () => ({ run_id: run, params: [{ key: "z", value: "1" }, { key: "z", value: "1" }] }), 400, "INVALID_PARAMETER_VALUE", "Duplicate parameter keys have been submitted: ['z']."],
  ["a tag that is not there", "POST", "runs/delete-tag", () => ({ run_id: run, key: "k" }), 404, "RESOURCE_DOES_NOT_EXIST", "No tag with name: k in run with id "],
  ["no page of runs", "POST", "runs/search", () => ({ experiment_ids: ["1"], max_results: 0 }), 400, "INVALID_PARAMETER_VALUE", "positive integer"],
  ["an unknown logged model", "GET", "logged-models/m-1", () => ({}), 404, "RESOURCE_DOES_NOT_EXIST", "Logged model with ID 'm-1' not found."],
  ["a logged model's bad name", "POST", "logged-models", () => ({ experiment_id: "1", name: "a.b" }), 400, "INVALID_PARAMETER_VALUE", "Invalid model name"],
  ["a status without its id", "PATCH", "logged-models/m-1", () => ({ status: "LOGGED_MODEL_READY" }), 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'model_id'."],
  ["an unknown field to order by", "POST", "logged-models/search", () => ({ experiment_ids: ["1"], order_by: [{ field_name: "bogus" }] }), 400, "INVALID_PARAMETER_VALUE", "bogus"],
];
test.each(cases)("refused: %s", async (...row) => {
  const [, method, path, values, status, code, part] = row;
  const answer = await wire.call(method, path, values());
  expect([answer.status, answer.body["error_code"]]).toEqual([status, code]);
  expect(answer.body["message"]).toContain(part);
});

test("metrics: the latest by step, every point once, NaN and infinity", async () => {
  const log = (key: string, value: unknown, more: Body = {}) => wire.call("POST", "runs/log-metric", { run_id: run, key, value, timestamp: 5, ...more });
  await log("m", 3, { step: 2 });
  await log("m", 1, { step: 1 });
  await log("m", 1, { step: 1 });
  await log("nan", "NaN");
  await log("inf", "Infinity");
  const { body } = await wire.call("GET", "runs/get", { run_uuid: run });
  expect(at(body, "run.data.metrics")).toEqual([
    { key: "inf", value: 1.7976931348623157e308, timestamp: 5, step: 0 }, { key: "m", value: 3, timestamp: 5, step: 2 }, { key: "nan", value: "NaN", timestamp: 5, step: 0 },
  ]);
  const history = await wire.call("GET", "metrics/get-history", { run_id: run, metric_key: "m", max_results: 1 });
  expect(history.body["metrics"]).toEqual([{ key: "m", value: 1, timestamp: 5, step: 1 }]);
  const rest = await wire.call("GET", "metrics/get-history", { run_id: run, metric_key: "m", page_token: history.body["next_page_token"] });
  expect(rest.body).toEqual({ metrics: [{ key: "m", value: 3, timestamp: 5, step: 2 }] });
  expect((await wire.call("GET", "metrics/get-history", { run_id: "nope", metric_key: "m" })).body).toEqual({});
});

test("parameters are fixed once logged, a batch is all or nothing, long values are cut", async () => {
  const param = (key: string, value: string) => wire.call("POST", "runs/log-parameter", { run_id: run, key, value });
  expect([(await param("lr", "0.1")).status, (await param("lr", "0.1")).status]).toEqual([200, 200]);
  expect((await param("lr", "0.2")).body["message"]).toBe(`Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='${run}'. Attempted logging new value '0.2'.`);
  const batch = await wire.call("POST", "runs/log-batch", { run_id: run, params: [{ key: "lr", value: "0.3" }], tags: [{ key: "never", value: "x" }], metrics: [{ key: "never", value: 1, timestamp: 1 }] });
  expect(batch.status).toBe(400);
  await param("long", "p".repeat(7000));
  const data = at((await wire.call("GET", "runs/get", { run_id: run })).body, "run.data") as { params: { key: string; value: string }[]; tags: { key: string }[] };
  expect(data.params.map((one) => [one.key, one.value.length])).toEqual([["long", 6000], ["lr", 3]]);
  expect(data.tags.some((one) => one.key === "never")).toBe(false);
});

test("searching runs: metrics, params, missing values last", async () => {
  const other = String(at((await wire.call("POST", "runs/create", { experiment_id: "1", start_time: 2000, run_name: "second" })).body, "run.info.run_id"));
  await wire.call("POST", "runs/log-metric", { run_id: other, key: "score", value: 0.5, timestamp: 1 });
  const search = async (values: Body) => {
    const { body } = await wire.call("POST", "runs/search", { experiment_ids: ["1"], ...values });
    return ((body["runs"] ?? []) as Body[]).map((one) => at(one, "info.run_name"));
  };
  expect(await search({})).toEqual(["second", "first"]);
  expect(await search({ order_by: ["metrics.score ASC"] })).toEqual(["second", "first"]);
  expect(await search({ order_by: ["attributes.start_time ASC"] })).toEqual(["first", "second"]);
  expect(await search({ filter: "metrics.score >= 0.5 AND run_name != 'x'" })).toEqual(["second"]);
  expect(await search({ filter: "params.lr = '0.1'" })).toEqual(["first"]);
  expect(await search({ filter: "tags.t IS NULL" })).toEqual(["second"]);
  expect(await search({ filter: `run_id IN ('${run}')` })).toEqual(["first"]);
  expect(await search({ experiment_ids: [] })).toEqual([]);
  await wire.call("POST", "runs/delete", { run_id: other });
  expect([await search({}), await search({ run_view_type: "DELETED_ONLY" })]).toEqual([["first"], ["second"]]);
  const refused = await wire.call("POST", "runs/set-tag", { run_id: other, key: "a", value: "b" });
  expect(refused.body["message"]).toBe(`The run ${other} must be in the 'active' state. Current state is deleted.`);
  expect((await wire.call("POST", "runs/restore", { run_id: other })).status).toBe(200);
});

test("experiments: search, tags, deletion and return", async () => {
  await wire.call("POST", "experiments/set-experiment-tag", { experiment_id: "1", key: "team", value: "a" });
  const found = await wire.call("POST", "experiments/search", { max_results: 10, filter: "tags.team = 'a'" });
  expect(at(found.body, "experiments.0.experiment_id")).toBe("1");
  expect(at((await wire.call("GET", "experiments/get", { experiment_id: "0" })).body, "experiment.name")).toBe("Default");
  await wire.call("POST", "experiments/delete", { experiment_id: "1" });
  expect((await wire.call("POST", "experiments/delete", { experiment_id: "1" })).status).toBe(404);
  expect((await wire.call("POST", "runs/create", { experiment_id: "1" })).body["message"]).toBe("The experiment 1 must be in the 'active' state. Current state is deleted.");
  expect((await wire.call("POST", "experiments/restore", { experiment_id: "1" })).status).toBe(200);
});

test("a logged model's life, and its metrics by the run's batch", async () => {
  const made = await wire.call("POST", "logged-models", { experiment_id: "1", name: "model", source_run_id: run, params: [{ key: "a", value: "1" }] });
  const id = String(at(made.body, "model.info.model_id"));
  expect(at(made.body, "model.info")).toMatchObject({ status: "LOGGED_MODEL_PENDING", model_type: "", source_run_id: run, artifact_uri: `mlflow-artifacts:/1/models/${id}/artifacts` });
  await wire.call("POST", "runs/outputs", { run_id: run, models: [{ model_id: id, step: 1 }] });
  await wire.call("POST", "runs/log-batch", { run_id: run, metrics: [{ key: "acc", value: 0.9, timestamp: 7, model_id: id }] });
  expect(at((await wire.call("PATCH", `logged-models/${id}`, { model_id: id, status: "LOGGED_MODEL_READY" })).body, "model.info.status")).toBe("LOGGED_MODEL_READY");
  await wire.call("PATCH", `logged-models/${id}/tags`, { tags: [{ key: "k", value: "v" }] });
  const found = await wire.call("POST", "logged-models/search", { experiment_ids: ["1"], filter: "name = 'model' AND metrics.acc > 0.5", order_by: [{ field_name: "metrics.acc", ascending: false }] });
  expect(at(found.body, "models.0.data.metrics.0")).toEqual({ key: "acc", value: 0.9, timestamp: 7, step: 0, model_id: id, run_id: run });
  expect(at((await wire.call("GET", "runs/get", { run_id: run })).body, "run.outputs.model_outputs")).toEqual([{ model_id: id, step: 1 }]);
  expect((await wire.call("POST", `logged-models/${id}/params`, { model_id: id, params: [{ key: "a", value: "2" }] })).status).toBe(400);
  expect((await wire.call("DELETE", `logged-models/${id}/tags/k`)).status).toBe(200);
  expect((await wire.call("DELETE", `logged-models/${id}/tags/k`)).body["message"]).toBe(`No tag with key 'k' found for model with ID '${id}'.`);
  expect([(await wire.call("DELETE", `logged-models/${id}`)).status, (await wire.call("GET", `logged-models/${id}`)).status]).toEqual([200, 404]);
});
