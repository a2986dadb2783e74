import { Graph as Dagre, layout as dagreLayout } from "@dagrejs/dagre";
import type { LineageKind } from "#server/shared/lineage.ts";
import { laneNames, laneOf } from "./graph.ts";

export const nodeWidth = 168;
export const nodeHeight = 42;
const laneGap = 30;
const nodeGap = 10;
const margin = 12;

export type Placed = { x: number; y: number };
export type Layout = { width: number; height: number; places: ReadonlyMap<string, Placed>; lanes: { name: string; x: number }[] };
type Nodes = readonly { id: string; kind: LineageKind }[];
type Edges = readonly { from: string; to: string }[];

/** Lanes that hold something, from left to right; the others take no room. */
function lanesOf(nodes: Nodes): number[] {
  return [...new Set(nodes.map((node) => laneOf[node.kind] as number))].toSorted((a, b) => a - b);
}

/**
 * Ranks by lane instead of by dagre's own search. It takes for granted that every
 * connection has a bend, as those over several ranks have; these are over one.
 */
const rankBy = (laneAt: ReadonlyMap<string, number>) => (graph: Dagre): void => {
  for (const id of graph.nodes()) graph.node(id).rank = laneAt.get(id) ?? -1;
  for (const edge of graph.edges()) graph.edge(edge).points = [{ x: 0, y: 0 }];
};

/**
 * Places every node in the lane of its kind, in an order with few crossings; `x` and `y` are a node's upper left corner.
 * No two nodes overlap.
 */
export function layoutOf(nodes: Nodes, edges: Edges): Layout {
  const lanes = lanesOf(nodes);
  const laneAt = new Map(nodes.map((node) => [node.id, lanes.indexOf(laneOf[node.kind])]));
  const graph = new Dagre();
  graph.setGraph({ rankdir: "LR", nodesep: nodeGap, edgesep: 2, ranksep: laneGap, marginx: 0, marginy: 0, ranker: rankBy(laneAt) });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: nodeWidth, height: nodeHeight });
  for (const { from, to } of edges) if (laneAt.has(from) && laneAt.has(to)) graph.setEdge(from, to);
  dagreLayout(graph);
  const tops = nodes.map((node) => graph.node(node.id).y - nodeHeight / 2);
  const top = Math.min(...tops, 0);
  const places = new Map(nodes.map((node, index) => [node.id, { x: margin + (laneAt.get(node.id) ?? 0) * (nodeWidth + laneGap), y: margin + (tops[index] ?? 0) - top }]));
  return {
    width: 2 * margin + Math.max(0, lanes.length * (nodeWidth + laneGap) - laneGap), height: 2 * margin + nodeHeight + Math.max(0, ...tops.map((y) => y - top)), places,
    lanes: lanes.map((lane, index) => ({ name: laneNames[lane] ?? "", x: margin + index * (nodeWidth + laneGap) })),
  };
}
