import { expect, test } from "vitest";
import { baselinePaths, byteRange, cleanPath, contentTypeOf, escapes, foldersOf, relativeTo, storedPath } from "./artifact-paths.ts";
import { checkBatch, storedNumber, truncated } from "./logging.ts";

test.each(["../x", "a/../../x", "/etc/passwd", "%2e%2e/x", "%252e%252e%252fx", "a/%2e%2e/b", "a\\..\\b", "%5c..", "a%00b", "C:/x", "a/./b", "%2fetc", "~/x"])("%s leaves the root", (path) => {
  expect(escapes(path)).toBe(true);
  expect(() => cleanPath(path)).toThrow("Invalid path");
});
test.each([["a/b.txt", "a/b.txt"], ["a//b/", "a/b"], ["100%/x", "100%/x"], ["..hidden/a..b", "..hidden/a..b"], ["grüße.txt", "grüße.txt"], ["", ""]])("%s stays", (path, clean) => expect(cleanPath(path)).toBe(clean));

test.each([
  ["mlflow-artifacts:/0/r/artifacts", "0/r/artifacts"], ["mlflow-artifacts://host:5000/0/r", "0/r"], ["mlflow-artifacts:///0/r", "0/r"],
  ["http://h/prefix/api/2.0/mlflow-artifacts/artifacts/0/r", "0/r"], ["s3://b/0", null], ["http://h/x", null],
])("%s is stored at %s", (uri, path) => expect(storedPath(uri)).toBe(path));

test("folders and relatives", () => {
  expect(foldersOf("a/b/c")).toEqual(["a/b", "a"]);
  expect([relativeTo("a/b", "a/b/c"), relativeTo("a/b", "a/b"), relativeTo("a/b", "a/bc"), relativeTo("", "x")]).toEqual(["c", "", null, "x"]);
});

test.each<[string | undefined, number, unknown]>([
  [undefined, 10, null], ["bytes=0-3", 10, { start: 0, end: 3 }], ["bytes=4-", 10, { start: 4, end: 9 }], ["bytes=-3", 10, { start: 7, end: 9 }], ["bytes=-30", 10, { start: 0, end: 9 }],
  ["bytes=2-99", 10, { start: 2, end: 9 }], ["bytes=10-", 10, "unsatisfiable"], ["bytes=0-", 0, "unsatisfiable"], ["bytes=-0", 10, "unsatisfiable"], ["bytes=5-2", 10, null], ["bytes=0-1,3-4", 10, null], ["items=0-1", 10, null],
])("range %s of %d", (header, size, range) => expect(byteRange(header, size)).toEqual(range));

test.each([["a/MLmodel", "text/plain"], ["x.html", "text/html"], ["x.JSON", "text/plain"], ["x.svg", "image/svg+xml"], ["x.onnx", "application/octet-stream"], ["noext", "application/octet-stream"]])("%s is %s", (path, type) => expect(contentTypeOf(path)).toContain(type));

test("where a baseline is looked for", () => {
  expect(baselinePaths(["v", "r"], undefined)).toEqual(["v/baseline.parquet", "v/baseline.csv", "r/baseline.parquet", "r/baseline.csv"]);
  expect(baselinePaths(["v", null], "data/reference.parquet")).toEqual(["v/data/reference.parquet"]);
});

test("batches", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "1" }));
  const points = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 1, timestampMs: 1, step: 0 }));
  expect(() => checkBatch({ runId: "r", metrics: points(1001), params: [], tags: [] })).toThrow("A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up");
  expect(() => checkBatch({ runId: "r", metrics: points(950), params: many(51), tags: [] })).toThrow("params, and tags. Got 1001 metrics, params, and tags.");
  expect(() => checkBatch({ runId: "r", metrics: [], params: [{ key: "z", value: "1" }, { key: "z", value: "1" }], tags: [] })).toThrow("Duplicate parameter keys have been submitted: ['z'].");
  expect(() => checkBatch({ runId: "r", metrics: points(900), params: many(50), tags: many(50) })).not.toThrow();
});

test("stored numbers and cut texts", () => {
  expect([storedNumber(Infinity), storedNumber(-Infinity), storedNumber(1)]).toEqual([1.7976931348623157e308, -1.7976931348623157e308, 1]);
  expect([truncated("abc", 2), truncated("😀😀😀", 2)]).toEqual(["ab", "😀😀"]);
});
