import type { LineageEdge, LineageKind, LineageNode } from "#server/shared/lineage.ts";
import type { Graph } from "./graph.ts";

/** A node as it is drawn: one thing, or several of a kind behind one box. */
export type ShownNode = LineageNode & { members: readonly string[] | null };
export type ShownEdge = LineageEdge & { count: number };
export type Group = { id: string; kind: LineageKind; label: string; note: string; members: readonly string[]; open: boolean };
export type Shown = { nodes: ShownNode[]; edges: ShownEdge[]; groups: Group[] };

/** How many of the newest stay beside a group, and how few are not worth one. */
const newestKept = 3;
const fewest = 4;

const newestFirst = (a: LineageNode, b: LineageNode): number => (b.at ?? "").localeCompare(a.at ?? "") || (a.id < b.id ? 1 : -1);

function by<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** A short name for a long key; FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}

type Candidate = { kind: LineageKind; key: string; label: (count: number) => string; note: string; nodes: readonly LineageNode[] };

/** Older versions and past releases, by model. */
function firstCandidates(graph: Graph): Candidate[] {
  const loose = (kind: LineageKind) => graph.nodes.filter((node) => node.kind === kind && node.state === null);
  const older = (kind: "version" | "release", words: string) => [...by(loose(kind), (node) => node.family)].map(([family, nodes]): Candidate =>
    ({ kind, key: family, label: (count) => `${count} ${words}`, note: family, nodes: nodes.toSorted(newestFirst).slice(newestKept) }));
  return [...older("version", "older versions"), ...older("release", "past releases")];
}

/** Features that lead into the same boxes: which of the folded versions reads which says little beside them. */
function featureCandidates(graph: Graph, home: ReadonlyMap<string, Group>): Candidate[] {
  const ends = new Map<string, Set<string>>();
  for (const edge of graph.edges) if (edge.from.startsWith("feature:")) ends.set(edge.from, (ends.get(edge.from) ?? new Set()).add(home.get(edge.to)?.id ?? edge.to));
  const features = graph.nodes.filter((node) => node.kind === "feature");
  return [...by(features, (node) => [...(ends.get(node.id) ?? [])].toSorted().join("\n"))].map(([key, nodes]): Candidate =>
    ({ kind: "feature", key: hashOf(key), label: (count) => `${count} features`, note: nodes.slice(0, 3).map((node) => node.label).join(", "), nodes }));
}

/** Runs, then data sets, all of whose ways lead into what is folded already, by experiment. */
function feedingCandidates(graph: Graph, kind: "run" | "dataset", folded: ReadonlySet<string>): Candidate[] {
  const shownEnds = new Set(graph.edges.filter((edge) => !folded.has(edge.to)).map((edge) => edge.from));
  const hidden = graph.nodes.filter((node) => node.kind === kind && !shownEnds.has(node.id));
  return [...by(hidden, (node) => node.family)].map(([family, nodes]): Candidate => ({ kind, key: family, label: (count) => `${count} ${kind === "run" ? "runs" : "data sets"}`, note: family, nodes }));
}

/**
 * Folds what is many and says little: each group becomes one box with its members' connections, unless it is open. What
 * serves, what waits, and what is in `keep` always stands by itself.
 */
export function collapse(graph: Graph, { open, keep }: { open: ReadonlySet<string>; keep: ReadonlySet<string> }): Shown {
  const groups: Group[] = [];
  const home = new Map<string, Group>();
  const fold = (candidates: readonly Candidate[]) => {
    for (const { kind, key, label, note, nodes } of candidates) {
      const members = nodes.filter((node) => !keep.has(node.id)).map((node) => node.id);
      if (members.length < fewest) continue;
      const group: Group = { id: `group:${kind}:${key}`, kind, label: label(members.length), note, members, open: open.has(`group:${kind}:${key}`) };
      groups.push(group);
      if (!group.open) for (const member of members) home.set(member, group);
    }
  };
  fold(firstCandidates(graph));
  fold(featureCandidates(graph, home));
  fold(feedingCandidates(graph, "run", new Set(home.keys())));
  fold(feedingCandidates(graph, "dataset", new Set(home.keys())));
  const at = (id: string) => home.get(id)?.id ?? id;
  const edges = new Map<string, ShownEdge>();
  for (const edge of graph.edges) {
    const [from, to] = [at(edge.from), at(edge.to)];
    const key = `${from}\n${to}\n${edge.relation}`;
    const had = edges.get(key);
    if (had === undefined) edges.set(key, { ...edge, from, to, count: 1 });
    else edges.set(key, { ...had, count: had.count + 1, carries: had.carries || edge.carries, since: earlier(had.since, edge.since), until: had.until === null || edge.until === null ? null : had.until > edge.until ? had.until : edge.until });
  }
  const closed = groups.filter((group) => !group.open);
  return {
    nodes: [
      ...graph.nodes.filter((node) => !home.has(node.id)).map((node): ShownNode => ({ ...node, members: null })),
      ...closed.map((group): ShownNode => ({ id: group.id, kind: group.kind, label: group.label, note: group.note, href: null, at: null, state: null, family: group.note, members: group.members })),
    ],
    edges: [...edges.values()], groups,
  };
}

const earlier = (a: string | null, b: string | null): string | null => (a === null ? b : b === null || a < b ? a : b);
