import { z } from "zod";
import { lampStates } from "./lamps.ts";

/** What the home page says, from one call, so that its parts are of one moment. Shares are 0 to 1; null: nothing was measured. */
const instant = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });
const lamp = z.enum(lampStates);

export const overviewInput = z.object({ environment: z.enum(["staging", "production"]).default("production") });

export const overviewWaiting = z.object({
  releaseId: z.string(), model: z.string(), version: z.string(), environment: z.string(), fromVersion: z.string().nullable(),
  requestedBy: person, requestedAt: instant, comment: z.string().nullable(),
  /** The metric that says most of the change (the first that both versions carry). */
  metric: z.object({ key: z.string(), change: z.number(), verdict: z.enum(["better", "worse", "same", "unknown"]) }).nullable(),
  inputsAdded: z.number().int(), inputsRemoved: z.number().int(),
  /** False: they asked for it themselves, or may not approve. */
  mayDecide: z.boolean(),
});
export const overviewServing = z.object({
  model: z.string(), environment: z.string(), version: z.string(), since: instant, owner: z.string().nullable(), lamp,
  drifting: z.number().int(), columns: z.number().int(), asOf: instant.nullable(),
  waiting: z.array(z.object({ releaseId: z.string(), version: z.string() })),
  requestsPerSecond: z.number().nullable(), errorShare: z.number().nullable(), p99Ms: z.number().nullable(),
  /** 24 equal parts of `spanSeconds`, oldest first: requests a second, and the worst PSI of the part. */
  spark: z.array(z.number().nullable()), heat: z.array(z.number().nullable()),
});
export const overviewView = z.object({
  asOf: instant, environment: z.string(),
  /** How far back spark and heat reach. */
  spanSeconds: z.number(),
  modelsServing: z.number().int(), requestsPerSecond: z.number().nullable(),
  waiting: z.array(overviewWaiting),
  serving: z.array(overviewServing),
  decisions: z.array(z.object({ seq: z.number().int(), at: instant, actor: z.string(), action: z.string(), text: z.string(), releaseId: z.string().nullable() })),
  newestVersions: z.array(z.object({ model: z.string(), version: z.string(), createdAt: instant, metric: z.object({ key: z.string(), value: z.number() }).nullable() })),
});
export type OverviewView = z.infer<typeof overviewView>;
