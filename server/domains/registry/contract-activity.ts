import { z } from "zod";
import { versionInput } from "./contract.ts";

export const activityInput = versionInput.extend({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() });
/** One thing that was done to a version, or about it. */
export const activityItem = z.object({
  id: z.string(), at: z.iso.datetime(), actor: z.string(),
  /** An action of the audit log. */
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** The release it was part of. */
  releaseId: z.string().nullable(),
  /** A move of an alias to or from this version; null ends: it did not exist. */
  alias: z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() }).nullable(),
});
export type ActivityItem = z.infer<typeof activityItem>;
