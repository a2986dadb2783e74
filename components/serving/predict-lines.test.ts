import { describe, expect, test } from "vitest";
import { curlLines, exampleTensors, pythonLines, servingUrlOf } from "./predict-lines.ts";

const inputs = [{ name: "origin", type: "string", required: true, shape: null }, { name: "distance", type: "float", required: true, shape: null }, { name: "image", type: "float32", required: true, shape: [-1, 2] }];

test("a column is one value a row, a tensor keeps its shape", () => {
  expect(exampleTensors(inputs)).toEqual([
    { name: "origin", datatype: "BYTES", shape: [1, 1], data: ["text"] },
    { name: "distance", datatype: "FP32", shape: [1, 1], data: [1.5] },
    { name: "image", datatype: "FP32", shape: [1, 2], data: [1.5, 1.5] },
  ]);
});

test("lines name the model, and an environment that is not production", () => {
  const ask = { servingUrl: "http://localhost:8080", model: "a b", inputs: [] };
  expect(curlLines({ ...ask, environment: "production" })).toContain("http://localhost:8080/v2/models/a%20b/infer -d");
  expect(curlLines({ ...ask, environment: "staging" })).toContain("-H 'Signalbox-Environment: staging'");
  expect(pythonLines({ ...ask, environment: "staging" })).toContain(`InferenceServerClient("localhost:8080")`);
});

describe("where predictions go", () => {
  const replica = (address: string, alive = true) => ({ address, alive });
  test.each([
    ["a living process", [replica("http://127.0.0.1:1", false), replica("http://127.0.0.1:2")], "http://127.0.0.1:2"],
    ["one that listens everywhere, by the console's name", [replica("http://0.0.0.0:8080")], "http://box.example.com:8080"],
    ["none known", [], "http://box.example.com:8080"],
  ])("%s", (_name, replicas, url) => expect(servingUrlOf(replicas, "https://box.example.com")).toBe(url));
});
