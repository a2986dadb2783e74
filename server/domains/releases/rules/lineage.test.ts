import { describe, expect, test } from "vitest";
import { buildLineage, type LineageRows } from "./lineage.ts";

const at = new Date("2026-03-01T00:00:00Z");
const later = new Date("2026-03-02T00:00:00Z");
const none: LineageRows = { versions: [], runs: [], inputs: [], features: [], releases: [], routes: [] };
const version = (number: number, more: Partial<LineageRows["versions"][number]> = {}) => ({ id: number, model: "m", version: number, runId: `r${number}`, createdAt: at, ...more });
const run = (id: string) => ({ id, name: `train ${id}`, experimentId: 1, experiment: "flights", startedAt: at });
const release = (id: number, versionId: number, more: Partial<LineageRows["releases"][number]> = {}): LineageRows["releases"][number] =>
  ({ id, versionId, kind: "promotion", state: "live", environment: "production", requestedAt: at, liveAt: at, endedAt: null, ...more });
const edgesOf = (rows: Partial<LineageRows>, limit = 500) => buildLineage({ ...none, ...rows }, limit).edges.map((edge) => `${edge.from} ${edge.relation} ${edge.to}${edge.carries ? "" : " (not now)"}`);

describe("edges", () => {
  test("the whole line of a version that serves", () => {
    expect(edgesOf({
      versions: [version(1)], runs: [run("r1")], inputs: [{ runId: "r1", datasetId: 5, name: "flights", digest: "d", experiment: "flights", context: "training" }],
      features: [{ versionId: 1, name: "distance", type: "double" }], releases: [release(7, 1)], routes: [{ model: "m", environment: "production", versionId: 1, releaseId: 7, since: at }],
    })).toEqual([
      "dataset:5 read for training by run:r1", "run:r1 registered as version:m:1", "feature:distance input of version:m:1",
      "version:m:1 asked for in release:7", "release:7 serves in environment:m:production", "environment:m:production answers at endpoint:m:production",
    ]);
  });
  test.each([
    { state: "open" as const, says: "asks for", carries: false }, { state: "live" as const, says: "serves in", carries: true }, { state: "superseded" as const, says: "served in", carries: false },
    { state: "rolledBack" as const, says: "served in", carries: false }, { state: "rejected" as const, says: "asked for", carries: false }, { state: "withdrawn" as const, says: "asked for", carries: false },
  ])("a release that is $state: $says", ({ state, says, carries }) => {
    expect(edgesOf({ versions: [version(1)], releases: [release(7, 1, { state })] })[1]).toBe(`release:7 ${says} environment:m:production${carries ? "" : " (not now)"}`);
  });
  test("a request about an alias ends at itself", () => {
    expect(edgesOf({ versions: [version(1)], releases: [release(7, 1, { kind: "alias", environment: null })] })).toEqual(["version:m:1 asked for in release:7"]);
  });
  test("a retirement takes out and carries nothing", () => {
    expect(edgesOf({ versions: [version(1)], releases: [release(7, 1, { kind: "retirement" })] })[1]).toBe("release:7 took it out of environment:m:production (not now)");
  });
  test("two models' production are two: nothing flows from one to the other", () => {
    const ends = edgesOf({ versions: [version(1), version(2, { model: "n" })], releases: [release(7, 1), release(8, 2)] }).map((text) => text.split(" ").at(-1));
    expect(ends).toContain("environment:m:production");
    expect(ends).toContain("environment:n:production");
  });
  test("a version without a run, and a run that is gone", () => {
    expect(edgesOf({ versions: [version(1, { runId: "" }), version(2)], runs: [] })).toEqual([]);
  });
  test("rows of versions that are not shown add nothing", () => {
    expect(edgesOf({ versions: [], features: [{ versionId: 9, name: "x", type: "long" }], releases: [release(1, 9)], routes: [{ model: "m", environment: "production", versionId: 9, releaseId: 1, since: at }] })).toEqual([]);
  });
  test("an ended spell says until when", () => {
    const { edges } = buildLineage({ ...none, versions: [version(1)], releases: [release(7, 1, { state: "superseded", endedAt: later })] }, 500);
    expect(edges[1]).toMatchObject({ since: at.toISOString(), until: later.toISOString() });
  });
});

test("what serves and what waits says so", () => {
  const { nodes } = buildLineage({ ...none, versions: [version(1), version(2), version(3)], releases: [release(7, 1), release(8, 2, { state: "open" })], routes: [{ model: "m", environment: "production", versionId: 1, releaseId: 7, since: at }] }, 500);
  expect(nodes.filter((node) => node.kind === "version").map((node) => [node.state, node.note])).toEqual([["serving", "serves in production"], ["waiting", "waits for a decision"], [null, ""]]);
});

test("beyond the limit features go first, versions last, and every edge has both its ends", () => {
  const versions = Array.from({ length: 10 }, (_, index) => version(index + 1));
  const features = versions.flatMap((one) => ["a", "b", "c"].map((name) => ({ versionId: one.id, name, type: "double" })));
  const graph = buildLineage({ ...none, versions, runs: versions.map((one) => run(one.runId)), features }, 15);
  expect(graph.nodes.filter((node) => node.kind === "version")).toHaveLength(10);
  expect(graph.nodes.filter((node) => node.kind === "feature")).toHaveLength(0);
  expect(graph.nodesLeftOut).toBe(8);
  const ids = new Set(graph.nodes.map((node) => node.id));
  expect(graph.edges.every((edge) => ids.has(edge.from) && ids.has(edge.to))).toBe(true);
});
