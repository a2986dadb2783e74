import { beforeAll, expect, test } from "vitest";
import { testDeps } from "../../../testing/harness.ts";
import { at, openWire, type Wire } from "./testing.ts";

const deps = await testDeps();
let wire: Wire;

beforeAll(async () => {
  wire = await openWire(deps);
  for (const name of ["a", "b", "c"]) {
    await wire.call("POST", "registered-models/create", { name, tags: [{ key: "tier", value: name === "c" ? "2" : "1" }] });
    const run = await wire.call("POST", "runs/create", { experiment_id: "0", start_time: 1_767_000_000_000 });
    const id = String(at(run.body, "run.info.run_id"));
    await wire.call("POST", "runs/log-batch", { run_id: id, metrics: [{ key: "auc", value: name === "b" ? 0.95 : 0.5, timestamp: 1, step: 0 }], params: [{ key: "depth", value: name === "c" ? "8" : "2" }] });
    await wire.call("POST", "model-versions/create", { name, source: `runs:/${id}/model`, run_id: id });
  }
});

const endpoints = [
  ["registered-models/search", "GET", "registered_models", "name"],
  ["model-versions/search", "GET", "model_versions", "name"],
  ["runs/search", "POST", "runs", "data.params.0.value"],
] as const;

test.each(endpoints)("%s takes the extension field beside its own filter", async (...[path, method, list, shown]) => {
  const answer = await wire.call(method, path, { signalbox_filter: "metrics.auc > 0.9 OR params.depth >= 5", experiment_ids: ["0"] });
  expect(answer.status).toBe(200);
  const rows = at(answer.body, list) as unknown[];
  expect(new Set(rows.map((row) => at(row, shown)))).toEqual(new Set(path === "runs/search" ? ["2", "8"] : ["b", "c"]));
});

test("the stock filter and the extension both have to hold, and pages go on", async () => {
  const both = await wire.call("GET", "registered-models/search", { filter: "tags.tier = '1'", signalbox_filter: "metrics.auc > 0.9 OR params.depth >= 5" });
  expect((at(both.body, "registered_models") as unknown[]).map((row) => at(row, "name"))).toEqual(["b"]);
  const first = await wire.call("GET", "registered-models/search", { signalbox_filter: "tags.tier IS NOT NULL", max_results: 2 });
  const second = await wire.call("GET", "registered-models/search", { signalbox_filter: "tags.tier IS NOT NULL", max_results: 2, page_token: at(first.body, "next_page_token") });
  expect((at(second.body, "registered_models") as unknown[]).map((row) => at(row, "name"))).toEqual(["c"]);
});

test.each(endpoints)("%s refuses a bad one at its place, in MLflow's error body", async (path, method) => {
  const answer = await wire.call(method, path, { signalbox_filter: "tags.b = 1 AND (tags.a = 'x'", experiment_ids: ["0"] });
  expect([answer.status, answer.body["error_code"], answer.body["message"]]).toEqual([400, "INVALID_PARAMETER_VALUE", "The filter cannot be read at character 29: The parenthesis at character 16 is not closed."]);
});

test("what the extension takes is no part of MLflow's own filter", async () => {
  const refused = async (filter: string) => (await wire.call("GET", "registered-models/search", { filter })).body["message"];
  expect(await refused("name = 'a' OR name = 'b'")).toBe("Invalid clause(s) in filter string: OR");
  expect(await refused("metrics.auc > 0.9")).toBe("Invalid entity type 'metrics'. Valid entity types are ('attribute', 'tag', 'tags')");
  expect(await refused("owner = 'x'")).toBe("Invalid attribute key 'owner' specified. Valid keys are '{'name'}'");
});

test("arbitrary text in either filter is answered or refused, never 5xx", async () => {
  let seed = 42;
  const alphabet = ["name", "tags.", "`", "'", "\"", "(", ")", " AND ", " OR ", " NOT ", "=", "!=", ">", "<", "\\", "%", ":", ",", "é", "\u2028", "0", "1e9", "IS NULL", "metrics.auc", "$1", ";--", "\u{1f600}", "is:serving"];
  const random = (below: number) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below); };
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: 1 + random(12) }, () => alphabet[random(alphabet.length)]).join("");
    for (const [path, method] of endpoints) {
      for (const field of ["filter", "signalbox_filter"]) {
        const { status } = await wire.call(method, path, { [field]: text, experiment_ids: ["0"] });
        expect([200, 400], `${path} ${field} ${JSON.stringify(text)}`).toContain(status);
      }
    }
  }
});
