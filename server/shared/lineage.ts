import { z } from "zod";

/** In the order in which one comes of the other, from what was read to where it answers. */
export const lineageKinds = ["dataset", "run", "feature", "version", "release", "environment", "endpoint"] as const;
export type LineageKind = (typeof lineageKinds)[number];
export const lineageWords = {
  dataset: { one: "Data set", many: "data sets" }, run: { one: "Run", many: "runs" }, feature: { one: "Feature", many: "features" }, version: { one: "Version", many: "versions" },
  release: { one: "Release", many: "releases" }, environment: { one: "Environment", many: "environments" }, endpoint: { one: "Endpoint", many: "endpoints" },
} as const satisfies Record<LineageKind, { one: string; many: string }>;

/** More than a person reads, and what one answer holds. */
export const lineageNodesAtMost = 500;

/** Kinds of links that one answer reads up to a bound: runs of versions, data sets of runs, features of versions, releases of versions. */
export const lineageCuts = ["runs", "datasets", "features", "releases"] as const;

const id = z.coerce.number().int().positive().max(2_147_483_647);
const name = z.string().min(1).max(500);
/** Whose lineage: of a version, of all versions of a model, or of what comes of a data set, a feature or a run. */
export const lineageInput = z.discriminatedUnion("of", [
  z.object({ of: z.literal("version"), model: name, version: id }),
  z.object({ of: z.literal("model"), model: name }),
  z.object({ of: z.literal("dataset"), id }),
  z.object({ of: z.literal("feature"), name }),
  z.object({ of: z.literal("run"), id: name }),
]);
export type LineageScope = z.output<typeof lineageInput>;

/** How a node is written in an address; also its identity in the graph. */
export const lineageId = {
  dataset: (dataset: number) => `dataset:${dataset}`,
  run: (run: string) => `run:${run}`,
  feature: (feature: string) => `feature:${feature}`,
  version: (model: string, version: number) => `version:${model}:${version}`,
  release: (release: number) => `release:${release}`,
  environment: (model: string, environment: string) => `environment:${model}:${environment}`,
  endpoint: (model: string, environment: string) => `endpoint:${model}:${environment}`,
} as const;

/** Whose lineage an address asks for by a node of it; null for a node that has no page of its own. */
export function scopeOfFocus(focus: string): LineageScope | null {
  const at = focus.indexOf(":");
  const [kind, rest] = [focus.slice(0, at), focus.slice(at + 1)];
  if (kind === "version") {
    const colon = rest.lastIndexOf(":");
    return parsed({ of: "version", model: rest.slice(0, colon), version: rest.slice(colon + 1) });
  }
  return parsed(kind === "feature" ? { of: kind, name: rest } : { of: kind, id: rest });
}

function parsed(scope: Record<string, string>): LineageScope | null {
  const found = lineageInput.safeParse(scope);
  return found.success && found.data.of !== "model" ? found.data : null;
}

export const lineageNode = z.object({
  id: z.string(), kind: z.enum(lineageKinds), label: z.string(), note: z.string(),
  /** Its page; null when it has none. */
  href: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  /** It serves or waits for a decision: what is never folded away. */
  state: z.enum(["serving", "waiting"]).nullable(),
  /** What it is folded with: its experiment, its model. */
  family: z.string(),
});
export type LineageNode = z.infer<typeof lineageNode>;

export const lineageEdge = z.object({
  from: z.string(), to: z.string(), relation: z.string(), since: z.iso.datetime().nullable(), until: z.iso.datetime().nullable(),
  /** What flows into `from` reaches `to` now: not so for what was refused, is asked for, or has ended. */
  carries: z.boolean(),
});
export type LineageEdge = z.infer<typeof lineageEdge>;

export const lineageView = z.object({
  nodes: z.array(lineageNode), edges: z.array(lineageEdge),
  /** The node that the question was about; null when it is about a model. */
  center: z.string().nullable(),
  versionsShown: z.number().int(), versionsInAll: z.number().int(),
  nodesLeftOut: z.number().int(),
  /** Links that there are more of than one answer reads: how many of them it rests on. */
  cuts: z.array(z.object({ of: z.enum(lineageCuts), shown: z.number().int() })),
});
export type LineageView = z.infer<typeof lineageView>;
