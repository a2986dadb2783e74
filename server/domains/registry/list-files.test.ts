import { Readable } from "node:stream";
import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { fileView, listFilesInput, versionPageView } from "./contract-version.ts";
import * as registry from "./index.ts";

const deps = await testDeps();
let actor: Actor;
const files = ["MLmodel", "a b/c.txt", "data/deep/x.bin", "data/y.bin", "data0", "über.txt"];
beforeAll(async () => {
  actor = await testActor(deps, "scientist");
  await registry.createModel(deps, actor, { name: "m", tags: [] });
  const model = await registry.createLoggedModel(deps, actor, { experimentId: 0, name: "m", modelType: "", sourceRunId: "", params: [], tags: [] });
  for (const path of files) await registry.uploadArtifact(deps, actor, { path: `0/models/${model.id}/artifacts/${path}`, body: Readable.from(["12345"]) });
  await registry.createVersion(deps, actor, { name: "m", source: `models:/${model.id}`, runId: "", modelId: model.id, runLink: "", description: "", tags: [] });
});
const list = (input: Record<string, unknown>) => registry.listFiles(deps, actor, listFilesInput.parse({ model: "m", version: 1, ...input }));

test.each([
  ["the root: folders count what lies below", {}, [["MLmodel", false, 5, 1], ["a b", true, 5, 1], ["data", true, 10, 2], ["data0", false, 5, 1], ["über.txt", false, 5, 1]]],
  ["a folder", { folder: "data" }, [["data/deep", true, 5, 1], ["data/y.bin", false, 5, 1]]],
  ["a file has nothing in it", { folder: "MLmodel" }, []],
  ["nor has what is not there", { folder: "none" }, []],
] as const)("%s", async (_case, input, expected) => {
  const { items } = await list(input);
  expect(items.map((item) => fileView.parse(item)).map((item) => [item.path, item.folder, item.size, item.files])).toEqual(expected);
});

test("every page size gives the same level", async () => {
  for (const limit of [1, 2, 5]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit, cursor });
      seen.push(...page.items.map((item) => item.name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(["MLmodel", "a b", "data", "data0", "über.txt"]);
  }
});

test.each(["..", "data/../..", "%2e%2e/x"])("%s is refused", async (folder) => { await expect(list({ folder })).rejects.toMatchObject({ code: "invalid_input" }); });
test("the page counts the files", async () => {
  const page = versionPageView.parse(await registry.getVersionPage(deps, actor, { model: "m", version: 1 }));
  expect([page.files, page.artifactsBytes]).toEqual([6, 30]);
});
