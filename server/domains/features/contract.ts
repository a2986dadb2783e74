import { z } from "zod";
import { pageInput } from "../registry/contract.ts";
import { lampStates } from "../../shared/lamps.ts";

export const listFeaturesInput = pageInput.extend({ query: z.string().max(200).optional() });
export const featureReader = z.object({
  model: z.string(), version: z.string(),
  /** Environments that serve this version. */
  environments: z.array(z.string()),
  lamp: z.enum([...lampStates, "clock"]).nullable(), psi: z.number().nullable(), js: z.number().nullable(), rows: z.number().int().nullable(),
});
export const featureView = z.object({
  name: z.string(), types: z.array(z.string()), models: z.array(z.string()), versionCount: z.number().int(),
  /** The worst lamp among the served readers; null when none is served. */
  lamp: z.enum([...lampStates, "clock"]).nullable(), psi: z.number().nullable(),
  /** The served reader whose distributions stand for the feature in the list. */
  shown: z.object({ model: z.string(), version: z.string(), environment: z.string() }).nullable(),
});
export type FeatureView = z.infer<typeof featureView>;
export const featureDetail = featureView.extend({ readers: z.array(featureReader) });
export type FeatureDetail = z.infer<typeof featureDetail>;
