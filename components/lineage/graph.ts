import type { LineageEdge, LineageKind, LineageNode } from "#server/shared/lineage.ts";

export type Graph = { nodes: readonly LineageNode[]; edges: readonly LineageEdge[] };

/** Where each kind stands, from left to right. Runs and features share a lane: both lead to a version. */
export const laneOf = { dataset: 0, run: 1, feature: 1, version: 2, release: 3, environment: 4, endpoint: 5 } as const satisfies Record<LineageKind, number>;
export const laneNames = ["Data sets", "Runs and features", "Versions", "Releases", "Environments", "Endpoints"] as const;

type Link = { from: string; to: string; carries: boolean };

/**
 * The links on the way from a node to all it comes from and all that comes of it. Forward, a link that carries nothing
 * now is the last of its way: what a version asked for is not what answers. Backward such a link is followed only from
 * the node itself: an endpoint's past is not where its answers come from.
 */
export function waysOf<L extends Link>(links: readonly L[], id: string): Set<L> {
  const found = new Set<L>();
  for (const forward of [true, false]) {
    const starts = new Map<string, L[]>();
    for (const link of links) {
      const start = forward ? link.from : link.to;
      starts.set(start, [...(starts.get(start) ?? []), link]);
    }
    const seen = new Set([id]);
    const waiting = [id];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const link of starts.get(at) ?? []) {
        if (!forward && !link.carries && at !== id) continue;
        found.add(link);
        const next = forward ? link.to : link.from;
        if (seen.has(next) || (forward && !link.carries)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return found;
}

/** Only what a node comes from and what comes of it; null when the graph has no such node. */
export function focusOn(graph: Graph, id: string): Graph | null {
  if (!graph.nodes.some((node) => node.id === id)) return null;
  const edges = [...waysOf(graph.edges, id)];
  const kept = new Set([id, ...edges.flatMap((edge) => [edge.from, edge.to])]);
  return { nodes: graph.nodes.filter((node) => kept.has(node.id)), edges };
}
