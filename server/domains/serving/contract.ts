import { z } from "zod";

/** Where a version runs: beside the requests, in a process of its own because it is slow, or on another server. */
export const runPlaces = ["requestThread", "ownProcess", "elsewhere"] as const;
export type RunPlace = (typeof runPlaces)[number];
/** What a serving process says it holds, as `/serving` shows it. */
export const loadedVersion = z.object({
  model: z.string(), version: z.string(), environments: z.array(z.string()), state: z.enum(["READY", "LOADING", "UNAVAILABLE"]), reason: z.string().nullable(),
  /** What its process grew by when the model was loaded, or the size of its files where that is more; 0 while it is not loaded. */
  memoryBytes: z.number().int().min(0).default(0),
  place: z.enum(runPlaces).nullable().default(null),
  /** Unavailable, and no later try can help. */
  final: z.boolean().default(false),
});
export type LoadedVersion = z.infer<typeof loadedVersion>;
/** Closed: requests go there; open: none does; trial: one does, and what becomes of it decides. */
export const circuits = ["closed", "open", "trial"] as const;
export type CircuitName = (typeof circuits)[number];
/** How one serving process finds a backend that its versions name. */
export const backendSeen = z.object({ name: z.string(), circuit: z.enum(circuits), reason: z.string().nullable(), since: z.iso.datetime() });
export type BackendSeen = z.infer<typeof backendSeen>;
/** Counters on a process' disk that the database has not taken. */
export const spoolView = z.object({ deltas: z.number().int(), bytes: z.number().int(), limitBytes: z.number().int(), oldestAt: z.iso.datetime().nullable() });
export type SpoolView = z.infer<typeof spoolView>;
export const replicaView = z.object({
  id: z.string(), incarnation: z.number().int(), address: z.string(), startedAt: z.iso.datetime(), lastSeenAt: z.iso.datetime(), alive: z.boolean(), loaded: z.array(loadedVersion),
  backends: z.array(backendSeen), spool: spoolView.nullable(),
});
export type ReplicaView = z.infer<typeof replicaView>;

/** What the database hands to serving: everything needed to serve without it. Kept on disk by each serving process. */
export const servedVersion = z.object({
  versionId: z.number().int(), model: z.string(), version: z.string(),
  /** The frozen manifest, paths relative to the version's root. */
  artifacts: z.array(z.object({ path: z.string(), size: z.number().int(), sha256: z.string() })),
  tags: z.record(z.string(), z.string()),
  /** The model's tags on what is sampled, as they are now. Null on a disk that an older release wrote: not known. */
  modelTags: z.record(z.string(), z.string()).nullable().default(null),
  signature: z.unknown().nullable(),
  /** BaselineProfile, null until there is one. */
  baseline: z.unknown().nullable(),
});
export type ServedVersion = z.infer<typeof servedVersion>;
/** A version that is neither routed nor warm but has a reference profile: whoever serves it elsewhere may send its events. */
export const monitoredVersion = z.object({ versionId: z.number().int(), model: z.string(), version: z.string(), /** Another text when the profile is another. */ stamp: z.string() });
export type MonitoredVersion = z.infer<typeof monitoredVersion>;
/** What a caller's side is chosen by: the value of a header or of a request parameter. */
export const stickyKey = z.object({ from: z.enum(["header", "parameter"]), name: z.string() });
export type StickyKey = z.infer<typeof stickyKey>;
export const servingSnapshot = z.object({
  epoch: z.number().int(),
  versions: z.array(servedVersion),
  routes: z.array(z.object({
    environment: z.string(), model: z.string(), entries: z.array(z.object({ version: z.string(), weight: z.number() })), since: z.string(), releaseId: z.string(),
    sticky: stickyKey.nullable().default(null),
    /** Versions that get a copy of a share of the requests (percent), whose answers are measured and thrown away. */
    shadows: z.array(z.object({ version: z.string(), share: z.number().min(0).max(100) })).default([]),
  })),
  /** Loaded but not routed: predecessors (for a rollback at once) and versions of open requests. */
  warm: z.array(z.object({ model: z.string(), version: z.string() })),
  /** The newest of them. What an older release wrote to disk has none. */
  monitored: z.array(monitoredVersion).default([]),
  backends: z.array(z.object({ name: z.string(), url: z.string(), timeoutMs: z.number().int() })).default([]),
  /** SHA-256 of every valid token, with its person's role. */
  tokens: z.array(z.object({ hash: z.string(), role: z.string() })),
});
export type ServingSnapshot = z.infer<typeof servingSnapshot>;
