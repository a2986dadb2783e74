import { z } from "zod";
import { lampStates } from "../../shared/lamps.ts";

export const fleetSorts = ["name", "-requests", "-errors", "-p99", "-drift"] as const;
export type FleetSort = (typeof fleetSorts)[number];
export const fleetDays = 14;
export const fleetHours = 24;
export const listFleetInput = z.object({
  environment: z.string().max(64).default("production"), query: z.string().max(256).optional(), sort: z.enum(fleetSorts).default("-requests"),
  limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(2000).optional(),
});
/** A routed model: what it carried over the last day of the data's clock, and how it drifted over the last `fleetDays`. */
export const fleetItem = z.object({
  model: z.string(), version: z.string(), owner: z.string().nullable(), since: z.iso.datetime(), releaseId: z.string(), lamp: z.enum(lampStates), drifting: z.number().int(), columns: z.number().int(),
  requests: z.number().int(), errors: z.number().int(), requestsPerSecond: z.number(), errorShare: z.number().nullable(), p99Ms: z.number().nullable(),
  /** The highest certified lower bound of PSI by day, oldest first; null: none was judged. */
  heat: z.array(z.number().nullable()),
  /** Requests a second by hour, oldest first. */
  spark: z.array(z.number()),
  /** Alerts that are firing. */
  alerts: z.number().int(), measuredAt: z.iso.datetime(),
});
export type FleetItem = z.infer<typeof fleetItem>;
export const fleetPage = z.object({ items: z.array(fleetItem), nextCursor: z.string().nullable(), /** Routed models in all, by environment, and how long the data's day is. */ totals: z.array(z.object({ environment: z.string(), routes: z.number().int() })), daySeconds: z.number().int() });
export type FleetPage = z.infer<typeof fleetPage>;
