import { z } from "zod";
import { lampStates } from "./lamps.ts";

/** The home page's one view: what serves, is it well, what waits for me. */
export const overviewInput = z.object({ environment: z.enum(["staging", "production"]).default("production") });

export const overviewModel = z.object({
  model: z.string(),
  version: z.string(),
  previousVersion: z.string().nullable(),
  owner: z.string().nullable(),
  since: z.iso.datetime(),
  releaseId: z.string(),
  lamp: z.enum(lampStates),
  /** Columns that drift or alert, of how many with a verdict. */
  drifting: z.number().int(),
  columns: z.number().int(),
  requests: z.number().int(),
  /** Over the last whole minute. */
  requestsPerSecond: z.number(),
  /** Share of requests that failed, 0 to 1; null without requests. */
  errorShare: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Requests a second in each of 24 equal parts of [from, to), the oldest first. */
  spark: z.array(z.number()),
  /** The worst PSI in each of the same parts; null where too few rows were seen. */
  heat: z.array(z.number().nullable()),
  waiting: z.array(z.object({ releaseId: z.string(), version: z.string() })),
});
export type OverviewModel = z.infer<typeof overviewModel>;

export const overviewView = z.object({
  environment: z.enum(["staging", "production"]),
  asOf: z.iso.datetime(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  serving: z.array(overviewModel),
  /** Open requests, the oldest first; `mayDecide` is false for one's own and without the right. */
  needsYou: z.array(z.object({
    releaseId: z.string(), /** What it does, in a line. */ title: z.string(), model: z.string(),
    requestedBy: z.object({ id: z.string(), name: z.string() }), requestedAt: z.iso.datetime(), mayDecide: z.boolean(),
    fromVersion: z.string().nullable(), comment: z.string().nullable(),
  })),
  latestDecisions: z.array(z.object({
    releaseId: z.string(), state: z.string(), kind: z.string(), title: z.string(), model: z.string(),
    by: z.string(), at: z.iso.datetime(), comment: z.string().nullable(),
  })),
  newestVersions: z.array(z.object({ model: z.string(), version: z.string(), createdBy: z.string(), createdAt: z.iso.datetime() })),
});
export type OverviewView = z.infer<typeof overviewView>;

/** What has a name; the pages themselves are known to the shell. */
export const paletteInput = z.object({ query: z.string().trim().max(200) });
export const paletteView = z.object({ items: z.array(z.object({ kind: z.enum(["model", "version", "feature", "release"]), title: z.string(), note: z.string(), href: z.string() })) });
export type PaletteView = z.infer<typeof paletteView>;

/** What the demo is doing. `clock` is the event time of the flight being replayed, null before the replay begins. */
export const demoView = z.object({ state: z.enum(["off", "seeding", "running", "failed"]), step: z.string(), progress: z.number(), clock: z.string().nullable() });
export type DemoView = z.infer<typeof demoView>;
