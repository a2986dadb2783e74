import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { ranges, rangeSeconds, type DriftView } from "../monitoring/contract.ts";
import { pageInput, versionNumber } from "../registry/contract.ts";

export { ranges, rangeSeconds };
export type { DistributionView } from "../monitoring/contract.ts";
export type DriftSeries = DriftView["series"][number];

export const panelKinds = ["drift", "traffic", "distribution"] as const;
export const panel = z.object({
  kind: z.enum(panelKinds),
  model: z.string().min(1).max(256),
  version: versionNumber.optional(),
  environment: z.enum(["staging", "production"]),
  feature: z.string().optional(),
  /** drift: psi or js; traffic: requests, errors, p50, p95 or p99 */
  metric: z.enum(["psi", "js", "requests", "errors", "p50", "p95", "p99"]).optional(),
  range: z.union([z.enum(ranges), z.object({ from: instant, to: instant })]),
});
export type Panel = z.infer<typeof panel>;

/** Written into a response header: a host of letters, digits, dots and hyphens, or an IPv6 address, and no wildcard. */
const origin = z.string().max(300).regex(/^https?:\/\/([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/, "an origin such as https://wiki.example.com, without a path");
export const createEmbedInput = z.object({
  panel,
  title: z.string().trim().min(1).max(200).optional(),
  /** None: any site may frame it. */
  allowedAncestors: z.array(origin).max(20).optional(),
  expiresAt: instant.optional(),
});
export const embedView = z.object({
  id: z.string(), title: z.string(), panel, iframeUrl: z.string(), svgUrl: z.string(), iframeHtml: z.string(), markdown: z.string(),
  allowedAncestors: z.array(z.string()), createdBy: z.object({ id: z.string(), name: z.string() }), createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(), revokedAt: z.iso.datetime().nullable(),
});
export type EmbedView = z.infer<typeof embedView>;
export const embedIdInput = z.object({ id: z.string().min(1).max(100) });
export const listEmbedsInput = pageInput.extend({ mine: z.coerce.boolean().optional() });

/** What an embedded panel draws; small, and the same for the page and the picture. */
export const panelData = z.object({
  title: z.string(), model: z.string(), version: z.string().nullable(), environment: z.string(), kind: z.enum(panelKinds),
  lamp: z.enum(["steady", "drifting", "alert", "unknown"]).nullable(), asOf: z.iso.datetime(), from: z.iso.datetime(), to: z.iso.datetime(),
  unit: z.string(), note: z.string(), limit: z.number().nullable(),
  series: z.array(z.object({ name: z.string(), points: z.array(z.tuple([z.number(), z.number().nullable()])) })),
  bins: z.array(z.object({ label: z.string(), baseline: z.number(), live: z.number() })),
  marks: z.array(z.object({ atMs: z.number(), text: z.string() })),
});
export type PanelData = z.infer<typeof panelData>;
