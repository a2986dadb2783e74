import { expect, test } from "vitest";
import { artifactTree } from "./artifact-tree.ts";

const file = (path: string, size: number) => ({ path, size, sha256: "00" });

test("folders come before what lies in them and carry its size", () => {
  expect(artifactTree([file("model/data/a.bin", 5), file("model/MLmodel", 2), file("baseline.parquet", 9)]).map((row) => [row.name, row.depth, row.size])).toEqual([
    ["baseline.parquet", 0, 9], ["model/", 0, 7], ["data/", 1, 5], ["a.bin", 2, 5], ["MLmodel", 1, 2],
  ]);
});
test("no artifacts, no rows", () => expect(artifactTree([])).toEqual([]));
