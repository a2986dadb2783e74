import { expect, test } from "vitest";
import { csvHead } from "./csv-head.ts";
import { pictureFormat, previewKind, textHead } from "./preview-kind.ts";

test.each([
  ["plain", "a,b\n1,2\n", [["a", "b"], ["1", "2"]]],
  ["without a last line end", "a,b\n1,2", [["a", "b"], ["1", "2"]]],
  ["Windows line ends", "a;b\r\n1;2\r\n", [["a", "b"], ["1", "2"]]],
  ["tabs", "a\tb,c\td\n1\t2\t3\n", [["a", "b,c", "d"], ["1", "2", "3"]]],
  ["quotes", 'a,b\n"x, ""y""\nz",2\n', [["a", "b"], ['x, "y"\nz', "2"]]],
  ["a stray sign after a quote", 'a,b\n"x"y,2\n', [["a", "b"], ["x", "2"]]],
  ["empty values", "a,b,c\n,,\n", [["a", "b", "c"], ["", "", ""]]],
  ["an empty value at the very end", "a,b\n1,", [["a", "b"], ["1", ""]]],
  ["a byte order mark", "\uFEFFa\n1\n", [["a"], ["1"]]],
  ["one column", "a\n1\n2\n", [["a"], ["1"], ["2"]]],
  ["a quote that never closes", 'a\n"x', [["a"], ["x"]]],
  ["nothing", "", []],
])("CSV: %s", (_case, text, rows) => expect(csvHead(text, { records: 10, cut: false })).toEqual({ rows, ended: true }));
test("a text that is cut loses its last record", () => expect(csvHead("a,b\n1,2\n3,", { records: 10, cut: true })).toEqual({ rows: [["a", "b"], ["1", "2"]], ended: false }));
test("a cut inside quotes too", () => expect(csvHead('a\n1\n"x\ny', { records: 10, cut: true }).rows).toEqual([["a"], ["1"]]));
test("only so many records", () => expect(csvHead("a\n1\n2\n3\n", { records: 2, cut: false })).toEqual({ rows: [["a"], ["1"]], ended: false }));

test.each([
  ["model/MLmodel", "text"], ["conda.yaml", "text"], ["a/b.JSON", "json"], ["README.md", "markdown"], ["x.tsv", "csv"], ["baseline.parquet", "parquet"],
  ["roc.svg", "image"], ["model.onnx", "onnx"], ["python_model.pkl", "pickle"], [".gitignore", "text"], ["onnx", "text"],
])("%s is shown as %s", (path, kind) => expect(previewKind(path)).toBe(kind));

const utf8 = (text: string) => new TextEncoder().encode(text);
test.each([
  ["text", utf8("für €"), true, "für €"],
  ["a character cut in half at the end of a head", utf8("für €").subarray(0, 7), false, "für "],
  ["the same at the end of the file", utf8("für €").subarray(0, 7), true, null],
  ["Latin-1", Uint8Array.of(0x66, 0xfc, 0x72), true, null],
  ["a zero byte", Uint8Array.of(0x61, 0, 0x62), true, null],
  ["nothing", new Uint8Array(0), true, ""],
] as const)("%s as text", (...[, bytes, whole, text]) => expect(textHead(bytes, whole)).toBe(text));

test.each([[[0x89, 0x50, 0x4e, 0x47, 0x0d], "png"], [[0xff, 0xd8, 0xff, 0xe0], "jpeg"], [[...utf8("GIF89a")], "gif"], [[...utf8("<html>")], null], [[], null]])("the format of %s", (bytes, format) => {
  expect(pictureFormat(Uint8Array.from(bytes))).toBe(format);
});
