import { describe, expect, test } from "vitest";
import { lineageKinds, type LineageKind } from "#server/shared/lineage.ts";
import { laneOf } from "./graph.ts";
import { layoutOf, nodeHeight, nodeWidth } from "./layout.ts";

/** Numbers of one seed, the same every time. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 4294967296;
  }
}

function someGraph(seed: number, nodeCount: number, edgeCount: number) {
  const next = random(seed);
  const whole = (below: number) => Math.floor(next.next().value * below);
  const nodes = Array.from({ length: nodeCount }, (_, index) => ({ id: `n${index}`, kind: lineageKinds[whole(lineageKinds.length)] as LineageKind }));
  const edges = Array.from({ length: edgeCount }, () => ({ from: `n${whole(nodeCount)}`, to: `n${whole(nodeCount)}` }))
    .filter(({ from, to }) => laneOf[nodes[Number(from.slice(1))]?.kind ?? "run"] < laneOf[nodes[Number(to.slice(1))]?.kind ?? "run"]);
  return { nodes, edges };
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("a graph of 200 nodes, seed %i", (seed) => {
  const { nodes, edges } = someGraph(seed, 200, 500);
  const layout = layoutOf(nodes, edges);
  const boxes = nodes.map((node) => ({ ...node, ...(layout.places.get(node.id) ?? { x: NaN, y: NaN }) }));

  test("no two nodes overlap", () => {
    const touching = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight).map((b) => `${a.id} ${b.id}`));
    expect(touching).toEqual([]);
  });
  test("every node is in the lane of its kind and inside the picture", () => {
    for (const box of boxes) {
      expect(boxes.filter((other) => other.x === box.x).every((other) => laneOf[other.kind] === laneOf[box.kind])).toBe(true);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + nodeWidth).toBeLessThanOrEqual(layout.width);
      expect(box.y + nodeHeight).toBeLessThanOrEqual(layout.height);
    }
  });
  test("every connection goes to the right", () => {
    for (const { from, to } of edges) expect(layout.places.get(from)?.x).toBeLessThan(layout.places.get(to)?.x ?? 0);
  });
  test("the same graph has the same layout", () => expect(layoutOf(nodes, edges).places).toEqual(layout.places));
});

test.each([
  { name: "nothing", nodes: [], lanes: [] }, { name: "one node", nodes: [{ id: "a", kind: "version" as const }], lanes: ["Versions"] },
  { name: "nodes without connections", nodes: [{ id: "a", kind: "version" as const }, { id: "b", kind: "version" as const }, { id: "c", kind: "dataset" as const }], lanes: ["Data sets", "Versions"] },
])("$name", ({ nodes, lanes }) => {
  const layout = layoutOf(nodes, []);
  expect(layout.lanes.map((lane) => lane.name)).toEqual(lanes);
  expect([...layout.places.values()].every((place) => Number.isFinite(place.x) && Number.isFinite(place.y))).toBe(true);
});

test("connections to what is not drawn are no matter", () => {
  expect(layoutOf([{ id: "a", kind: "run" }], [{ from: "a", to: "gone" }]).places.size).toBe(1);
});
