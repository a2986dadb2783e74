import { z } from "zod";

/** The tags by which a version names the server that runs it, and the model's name there. */
export const backendTag = "signalbox.backend";
export const backendModelTag = "signalbox.backend_model";

export const backendName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "1 to 63 letters, digits, dots, dashes and underscores, a letter or digit first");
export const healths = ["unknown", "ready", "unavailable"] as const;
export type Health = (typeof healths)[number];

export const createBackendInput = z.object({
  name: backendName,
  /** Where its paths begin: /v2/… is added. */
  url: z.string().min(1).max(2000),
  /** How long one answer may take. */
  timeoutMs: z.coerce.number().int().min(50).max(60_000).default(2000),
});
export const backendNameInput = z.object({ name: z.string().min(1).max(63) });
export const listBackendsInput = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() });

export const backendView = z.object({
  name: z.string(), url: z.string(), timeoutMs: z.number().int(),
  health: z.enum(healths), healthReason: z.string().nullable(), healthSince: z.iso.datetime(), checkedAt: z.iso.datetime().nullable(),
  /** What the last answered probe took. */
  latencyMs: z.number().nullable(),
  createdAt: z.iso.datetime(),
  /** Routed versions that name it. */
  versions: z.array(z.object({ model: z.string(), version: z.string(), environment: z.string() })),
});
export type BackendView = z.infer<typeof backendView>;
