import { lineageId, type LineageEdge, type LineageKind, type LineageNode } from "../../../shared/lineage.ts";
import { paths } from "../../../shared/paths.ts";
import { releaseWords, type ReleaseState } from "../contract.ts";

type Version = { id: number; model: string; version: number; runId: string; createdAt: Date };
type Run = { id: string; name: string; experimentId: number; experiment: string; startedAt: Date };
type Input = { runId: string; datasetId: number; name: string; digest: string; experiment: string; context: string | null };
type Feature = { versionId: number; name: string; type: string };
type Release = { id: number; versionId: number; kind: string; state: ReleaseState; environment: string | null; requestedAt: Date; liveAt: Date | null; endedAt: Date | null };
type Route = { model: string; environment: string; versionId: number; releaseId: number; since: Date };
/** What the graph is made of; rows that name a version or run which is not among them add nothing. */
export type LineageRows = { versions: Version[]; runs: Run[]; inputs: Input[]; features: Feature[]; releases: Release[]; routes: Route[] };
export type LineageGraph = { nodes: LineageNode[]; edges: LineageEdge[]; nodesLeftOut: number };

/** What is kept first when there is no room for all. */
const worth = { version: 0, environment: 1, endpoint: 2, release: 3, run: 4, dataset: 5, feature: 6 } as const satisfies Record<LineageKind, number>;

class Graph {
  readonly nodes = new Map<string, LineageNode>();
  readonly edges = new Map<string, LineageEdge>();
  node(node: Omit<LineageNode, "state" | "at"> & Partial<Pick<LineageNode, "state" | "at">>): void {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, { state: null, at: null, ...node });
  }
  edge(edge: Pick<LineageEdge, "from" | "to" | "relation"> & Partial<LineageEdge>): void {
    this.edges.set(`${edge.from}\n${edge.to}\n${edge.relation}`, { since: null, until: null, carries: true, ...edge });
  }
}

function addRuns(graph: Graph, rows: LineageRows): Set<string> {
  const runs = new Map(rows.runs.map((run) => [run.id, run]));
  for (const run of rows.runs) {
    graph.node({ id: lineageId.run(run.id), kind: "run", label: run.name, note: run.experiment, href: paths.run(run.experimentId, run.id), at: run.startedAt.toISOString(), family: run.experiment });
  }
  for (const input of rows.inputs) {
    const run = runs.get(input.runId);
    if (run === undefined) continue;
    const id = lineageId.dataset(input.datasetId);
    graph.node({ id, kind: "dataset", label: input.name, note: input.digest.slice(0, 12), href: paths.lineage({ focus: id }), family: input.experiment });
    graph.edge({ from: id, to: lineageId.run(run.id), relation: input.context === null ? "read by" : `read for ${input.context} by`, since: run.startedAt.toISOString() });
  }
  return new Set(runs.keys());
}

function addVersions(graph: Graph, rows: LineageRows, runs: ReadonlySet<string>): Map<number, Version> {
  const versions = new Map(rows.versions.map((version) => [version.id, version]));
  const served = new Map<number, string[]>();
  for (const route of rows.routes) served.set(route.versionId, [...(served.get(route.versionId) ?? []), route.environment]);
  const waiting = new Set(rows.releases.filter((release) => release.state === "open").map((release) => release.versionId));
  for (const version of rows.versions) {
    const id = lineageId.version(version.model, version.version);
    const since = version.createdAt.toISOString();
    const serves = served.get(version.id);
    graph.node({
      id, kind: "version", label: `${version.model} v${version.version}`, note: serves === undefined ? waiting.has(version.id) ? "waits for a decision" : "" : `serves in ${serves.join(" and ")}`,
      href: paths.modelVersion(version.model, version.version), at: since, state: serves !== undefined ? "serving" : waiting.has(version.id) ? "waiting" : null, family: version.model,
    });
    if (runs.has(version.runId)) graph.edge({ from: lineageId.run(version.runId), to: id, relation: "registered as", since });
  }
  for (const feature of rows.features) {
    const version = versions.get(feature.versionId);
    if (version === undefined) continue;
    const id = lineageId.feature(feature.name);
    graph.node({ id, kind: "feature", label: feature.name, note: feature.type, href: paths.feature(feature.name), family: "" });
    graph.edge({ from: id, to: lineageId.version(version.model, version.version), relation: "input of", since: version.createdAt.toISOString() });
  }
  return versions;
}

function relationOf({ kind, state }: Release): string {
  if (kind === "retirement") return state === "open" ? "asks to leave" : state === "live" || state === "superseded" ? "took it out of" : "asked to leave";
  switch (state) {
    case "open": return "asks for";
    case "approved": case "rolling": return "moves into";
    case "live": return "serves in";
    case "superseded": case "rolledBack": return "served in";
    case "rejected": case "withdrawn": case "expired": case "void": case "failed": return "asked for";
  }
}

const kindWords: Partial<Record<string, string>> = { rollback: "Rollback", retirement: "Retirement", alias: "Alias request" };

function addReleases(graph: Graph, rows: LineageRows, versions: ReadonlyMap<number, Version>): void {
  for (const release of rows.releases) {
    const version = versions.get(release.versionId);
    if (version === undefined) continue;
    const id = lineageId.release(release.id);
    const serves = release.state === "live" && (release.kind === "promotion" || release.kind === "rollback");
    const state = serves ? "serving" : release.state === "open" ? "waiting" : null;
    graph.node({ id, kind: "release", label: `${kindWords[release.kind] ?? "Release"} ${release.id}`, note: releaseWords[release.state].toLowerCase(), href: paths.release(release.id), at: release.requestedAt.toISOString(), state, family: version.model });
    graph.edge({ from: lineageId.version(version.model, version.version), to: id, relation: release.kind === "rollback" ? "brought back by" : "asked for in", since: release.requestedAt.toISOString() });
    // A request about an alias alone touches no environment.
    if (release.environment === null) continue;
    const environment = lineageId.environment(version.model, release.environment);
    graph.node({ id: environment, kind: "environment", label: release.environment, note: version.model, href: paths.modelMonitoring(version.model, { environment: release.environment === "production" ? undefined : release.environment }), family: version.model });
    graph.edge({ from: id, to: environment, relation: relationOf(release), since: (release.liveAt ?? release.requestedAt).toISOString(), until: release.endedAt?.toISOString() ?? null, carries: serves });
  }
  for (const route of rows.routes) {
    if (!versions.has(route.versionId) || !graph.nodes.has(lineageId.environment(route.model, route.environment))) continue;
    const id = lineageId.endpoint(route.model, route.environment);
    graph.node({ id, kind: "endpoint", label: `/v2/models/${encodeURIComponent(route.model)}/infer`, note: route.environment === "production" ? "production" : `Signalbox-Environment: ${route.environment}`, href: paths.serving(), at: route.since.toISOString(), family: route.model });
    graph.edge({ from: lineageId.environment(route.model, route.environment), to: id, relation: "answers at", since: route.since.toISOString() });
  }
}

/**
 * Data set → run → version → release → environment → endpoint, and feature → version. An environment is one of a model:
 * what two models do in production does not meet. Beyond `limit` nodes the least telling kinds are left out, with their
 * edges: features first, versions last.
 */
export function buildLineage(rows: LineageRows, limit: number): LineageGraph {
  const graph = new Graph();
  const versions = addVersions(graph, rows, addRuns(graph, rows));
  addReleases(graph, rows, versions);
  const all = [...graph.nodes.values()];
  const kept = new Set(all.toSorted((a, b) => worth[a.kind] - worth[b.kind]).slice(0, limit).map((node) => node.id));
  return {
    nodes: all.filter((node) => kept.has(node.id)),
    edges: [...graph.edges.values()].filter((edge) => kept.has(edge.from) && kept.has(edge.to)),
    nodesLeftOut: all.length - kept.size,
  };
}
