import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { localBlobs } from "../../platform/blobs.ts";
import { dataFolder } from "../../testing/serving-process.ts";
import { RunnableModel } from "./model.ts";
import { keepFiles, modelFiles, Unservable } from "./model-files.ts";

const fixtures = join(import.meta.dirname, "../../testing/fixtures");
const artifact = (path: string, sha256 = path) => ({ path, size: 1, sha256 });

describe("which files are the model", () => {
  test.each([
    ["the only one", ["model.onnx", "MLmodel", "requirements.txt"], ["model.onnx"]],
    ["model.onnx before another", ["a.onnx", "model.onnx"], ["model.onnx"]],
    ["in a folder", ["model/model.onnx", "baseline.parquet"], ["model/model.onnx"]],
    ["with its weights beside it", ["model/model.onnx", "model/0a1b.data", "model/conda.yaml", "other/0a1b.data"], ["model/model.onnx", "model/0a1b.data"]],
  ])("%s", (_name, paths, kept) => {
    const files = modelFiles({ artifacts: paths.map((path) => artifact(path)) });
    expect([files.artifacts.map(({ sha256 }) => sha256), files.folder === ""]).toEqual([kept, kept.length === 1]);
  });
  test("none is unservable", () => expect(() => modelFiles({ artifacts: [artifact("model.pkl")] })).toThrow(Unservable));
});

test("a model with weights of its own file runs, and the same bytes asked for twice are copied once", async () => {
  using data = dataFolder();
  const blobs = localBlobs(join(data.folder, "blobs"));
  const put = async (name: string) => ({ path: `model/${name}`, ...(await blobs.put(createReadStream(join(fixtures, name)))) });
  const files = modelFiles({ artifacts: [await put("weighted.onnx"), await put("weighted.weights")] });
  const [path, again] = await Promise.all([keepFiles(blobs, files, join(data.folder, "models")), keepFiles(blobs, files, join(data.folder, "models"))]);
  expect(again).toBe(path);
  const model = RunnableModel.load(path);
  const outputs = model.run(new Map([["features", { datatype: "FP32" as const, shape: [1, 3], data: Float32Array.of(1, 1, 1) }]]));
  expect(outputs.get("score")).toEqual({ datatype: "FP32", shape: [1, 1], data: Float32Array.of(6) });
  await model.release();
});

test("bytes that are not those frozen are refused", async () => {
  using data = dataFolder();
  const blobs = localBlobs(join(data.folder, "blobs"));
  const { sha256, size } = await blobs.put(createReadStream(join(fixtures, "score.onnx")));
  const swapped = { ...blobs, get: () => createReadStream(join(fixtures, "double.onnx")) };
  const files = modelFiles({ artifacts: [{ path: "model.onnx", sha256, size }] });
  await expect(keepFiles(swapped, files, join(data.folder, "models"))).rejects.toThrow("not those that the release froze");
  await expect(readFile(join(data.folder, "models", files.main))).rejects.toThrow("ENOENT");
});
