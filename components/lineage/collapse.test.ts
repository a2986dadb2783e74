import { describe, expect, test } from "vitest";
import type { LineageEdge, LineageKind, LineageNode } from "#server/shared/lineage.ts";
import { collapse } from "./collapse.ts";
import { focusOn, type Graph } from "./graph.ts";

const node = (id: string, more: Partial<LineageNode> = {}): LineageNode => ({ id, kind: id.split(":")[0] as LineageKind, label: id, note: "", href: null, at: null, state: null, family: "m", ...more });
const edge = (from: string, to: string, more: Partial<LineageEdge> = {}): LineageEdge => ({ from, to, relation: "r", since: null, until: null, carries: true, ...more });
const day = (at: number) => `2026-03-${String(at).padStart(2, "0")}T00:00:00.000Z`;
const none = { open: new Set<string>(), keep: new Set<string>() };

/** Ten versions with a run each; the first serves. */
const many: Graph = {
  nodes: Array.from({ length: 10 }, (_, index) => [node(`run:${index + 1}`, { family: "flights" }), node(`version:m:${index + 1}`, { at: day(index + 1), state: index === 0 ? "serving" : null })]).flat(),
  edges: Array.from({ length: 10 }, (_, index) => edge(`run:${index + 1}`, `version:m:${index + 1}`, { since: day(index + 1) })),
};
const ids = (shown: { nodes: { id: string }[] }) => shown.nodes.map((one) => one.id).sort();

describe("folding", () => {
  test("older versions and their runs become two boxes; what serves and the three newest stay", () => {
    const shown = collapse(many, none);
    expect(ids(shown)).toEqual(["group:run:flights", "group:version:m", "run:1", "run:10", "run:8", "run:9", "version:m:1", "version:m:10", "version:m:8", "version:m:9"].sort());
    expect(shown.nodes.find((one) => one.id === "group:version:m")).toMatchObject({ label: "6 older versions", members: expect.arrayContaining(["version:m:2", "version:m:7"]) });
    expect(shown.edges.find((one) => one.from === "group:run:flights")).toMatchObject({ to: "group:version:m", count: 6, since: day(2) });
  });
  test("an open group is drawn one by one, and can be folded again", () => {
    const shown = collapse(many, { ...none, open: new Set(["group:version:m"]) });
    expect(shown.nodes.filter((one) => one.kind === "version")).toHaveLength(10);
    expect(shown.groups).toMatchObject([{ id: "group:version:m", open: true }]);
  });
  test("what is looked at is never folded", () => {
    expect(ids(collapse(many, { ...none, keep: new Set(["version:m:4"]) }))).toContain("version:m:4");
  });
  test("few are not worth a box", () => {
    const few: Graph = { nodes: many.nodes.slice(0, 10), edges: many.edges.slice(0, 5) };
    expect(collapse(few, none).groups).toEqual([]);
  });
  test("features that the same versions read are one box; one that others read too is not in it", () => {
    const graph: Graph = {
      nodes: [node("version:m:1"), node("version:m:2"), ...["a", "b", "c", "d", "e"].map((name) => node(`feature:${name}`, { label: name, family: "" }))],
      edges: [...["a", "b", "c", "d", "e"].map((name) => edge(`feature:${name}`, "version:m:1")), edge("feature:e", "version:m:2")],
    };
    const shown = collapse(graph, none);
    expect(shown.nodes.find((one) => one.members !== null)).toMatchObject({ label: "4 features", note: "a, b, c" });
    expect(ids(shown)).toContain("feature:e");
  });
  test("features that differ only in which of the folded versions read them are one box", () => {
    const names = ["a", "b", "c", "d"];
    const graph: Graph = { nodes: [...many.nodes, ...names.map((name) => node(`feature:${name}`, { label: name, family: "" }))], edges: [...many.edges, ...names.flatMap((name, index) => [edge(`feature:${name}`, "version:m:10"), edge(`feature:${name}`, `version:m:${index + 2}`)])] };
    expect(collapse(graph, none).nodes.filter((one) => one.kind === "feature")).toMatchObject([{ label: "4 features" }]);
  });
  test("nothing is lost: every node is itself or a member, every connection is counted", () => {
    const shown = collapse(many, none);
    expect(shown.nodes.flatMap((one) => one.members ?? [one.id]).toSorted()).toEqual(many.nodes.map((one) => one.id).toSorted());
    expect(shown.edges.reduce((sum, one) => sum + one.count, 0)).toBe(many.edges.length);
  });
});

describe("focus", () => {
  const line: Graph = {
    nodes: ["dataset:1", "run:1", "version:m:1", "release:1", "environment:m:p", "endpoint:m:p", "version:m:2", "release:2", "feature:x"].map((id) => node(id)),
    edges: [
      edge("dataset:1", "run:1"), edge("run:1", "version:m:1"), edge("version:m:1", "release:1"), edge("release:1", "environment:m:p", { carries: false }),
      edge("version:m:2", "release:2"), edge("release:2", "environment:m:p"), edge("environment:m:p", "endpoint:m:p"), edge("feature:x", "version:m:2"),
    ],
  };
  test.each([
    { name: "what serves reaches the endpoint", id: "version:m:2", kept: ["endpoint:m:p", "environment:m:p", "feature:x", "release:2", "version:m:2"] },
    { name: "what served before ends at the environment", id: "version:m:1", kept: ["dataset:1", "environment:m:p", "release:1", "run:1", "version:m:1"] },
    { name: "an endpoint's answers come from what serves now", id: "endpoint:m:p", kept: ["endpoint:m:p", "environment:m:p", "feature:x", "release:2", "version:m:2"] },
    { name: "an environment has a past", id: "environment:m:p", kept: ["dataset:1", "endpoint:m:p", "environment:m:p", "feature:x", "release:1", "release:2", "run:1", "version:m:1", "version:m:2"] },
    { name: "a feature", id: "feature:x", kept: ["endpoint:m:p", "environment:m:p", "feature:x", "release:2", "version:m:2"] },
  ])("$name", ({ id, kept }) => expect(focusOn(line, id)?.nodes.map((one) => one.id).toSorted()).toEqual(kept));
  test("a node that is not there", () => expect(focusOn(line, "release:9")).toBeNull());
});
