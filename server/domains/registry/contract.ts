import { z } from "zod";
import { modelSorts } from "./contract-sorts.ts";
import { lampStates } from "../../shared/lamps.ts";

export const pageInput = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() });

/** A filter of the search language (server/shared/filter). How long it may be is the language's to refuse, with the place. */
export const searchText = z.string().max(20_000);

/** What one environment serves of a model, as the registry's lists show it. */
export const routeBrief = z.object({ environment: z.string(), version: z.string(), weight: z.number(), since: z.iso.datetime(), releaseId: z.string() });
export type RouteBrief = z.infer<typeof routeBrief>;

export { modelSorts };
export const listModelsInput = pageInput.extend({
  query: z.string().max(200).optional(),
  sort: z.enum(modelSorts).default("-updated"),
  /** `key` or `key=value` */
  tag: z.string().max(600).optional(),
  filter: searchText.optional(),
  /** Metrics of the newest version to show. */
  metrics: z.union([z.string().min(1).max(250).transform((one) => [one]), z.array(z.string().min(1).max(250)).max(16)]).optional(),
});

export const tagView = z.object({ key: z.string(), value: z.string() });
export const modelView = z.object({
  name: z.string(),
  description: z.string().nullable(),
  owner: z.string().nullable(),
  latestVersion: z.string().nullable(),
  versionCount: z.number().int(),
  routes: z.array(routeBrief),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })),
  tags: z.array(tagView),
  /** The lamp of what serves in production, else in staging; null when nothing serves. */
  health: z.object({ environment: z.string(), lamp: z.enum(lampStates), drifting: z.number().int(), columns: z.number().int(), asOf: z.iso.datetime() }).nullable(),
  /** What it carries in the last environment that it serves in, and how it drifted in each of the last 24 hours of the data's clock, oldest first: the highest certified lower bound of PSI, null where none was judged. */
  live: z.object({ environment: z.string(), requestsPerSecond: z.number(), driftByHour: z.array(z.number().nullable()), measuredAt: z.iso.datetime() }).nullable(),
  /** Of the newest version: those metrics that were asked for. */
  metrics: z.array(z.object({ key: z.string(), value: z.number().nullable() })),
  /** Open promotion requests of this model. */
  openReleases: z.array(z.object({ id: z.string(), version: z.string(), environment: z.string() })),
  /** Null while it stands in the lists. */
  archivedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ModelView = z.infer<typeof modelView>;

export const signatureColumn = z.object({
  name: z.string(),
  /** MLflow column type (double, long, string, …) or numpy dtype of a tensor. */
  type: z.string(),
  required: z.boolean(),
  /** Tensor columns only. */
  shape: z.array(z.number().int()).nullable(),
});
export const signatureView = z.object({ inputs: z.array(signatureColumn), outputs: z.array(signatureColumn) });
export type SignatureView = z.infer<typeof signatureView>;

export const baselineStates = ["none", "pending", "ready", "failed"] as const;
export const baselineBrief = z.object({
  state: z.enum(baselineStates),
  rows: z.number().int().nullable(),
  /** 0 to 1 */
  progress: z.number(),
  reason: z.string().nullable(),
  artifactPath: z.string().nullable(),
  /** Columns of the file that match no tensor of the model. */
  unmatchedColumns: z.array(z.string()),
});
export type BaselineBrief = z.infer<typeof baselineBrief>;

export const metricView = z.object({ key: z.string(), value: z.number().nullable(), step: z.number().int(), at: z.iso.datetime() });
export const artifactView = z.object({ path: z.string(), size: z.number().int(), sha256: z.string() });
export const runBrief = z.object({ runId: z.string(), name: z.string(), experimentId: z.string(), experimentName: z.string(), status: z.string(), startedAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), userId: z.string() });

export const versionListItem = z.object({
  model: z.string(),
  version: z.string(),
  description: z.string().nullable(),
  status: z.string(),
  stage: z.string(),
  aliases: z.array(z.string()),
  tags: z.array(tagView),
  metrics: z.array(metricView),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  routes: z.array(routeBrief),
  baseline: baselineBrief,
});
export type VersionListItem = z.infer<typeof versionListItem>;

export const versionView = versionListItem.extend({
  source: z.string(),
  run: runBrief.nullable(),
  params: z.array(tagView),
  signature: signatureView.nullable(),
  artifacts: z.array(artifactView),
  artifactsBytes: z.number().int(),
  /** The release that froze it, null while nothing has named it. */
  frozenBy: z.string().nullable(),
  /** Where it stands in each environment: serving, waiting, served before, or never. */
  environments: z.array(z.object({
    environment: z.string(),
    state: z.enum(["serving", "requested", "served", "never"]),
    since: z.iso.datetime().nullable(),
    until: z.iso.datetime().nullable(),
    releaseId: z.string().nullable(),
  })),
});
export type VersionView = z.infer<typeof versionView>;

/** What protects an alias: its environment's name, a protection of every model, or one of this model. */
export const aliasScopes = ["environment", "all", "model"] as const;
export type AliasScope = (typeof aliasScopes)[number];
const personRef = z.object({ id: z.string(), name: z.string() });
export const aliasView = z.object({
  alias: z.string(), version: z.string(), protectedBy: z.enum(aliasScopes).nullable(), setBy: personRef, setAt: z.iso.datetime(),
  /** The release that put it there; null where somebody set it themselves. */
  releaseId: z.string().nullable(),
});
export type AliasView = z.infer<typeof aliasView>;
export const aliasChangeView = z.object({
  id: z.string(), alias: z.string(), from: z.string().nullable(), to: z.string().nullable(), at: z.iso.datetime(), actor: personRef, releaseId: z.string().nullable(), approvedBy: z.string().nullable(),
});
export type AliasChangeView = z.infer<typeof aliasChangeView>;
export const aliasProtectionView = z.object({ id: z.string(), alias: z.string(), /** Null: of every model. */ model: z.string().nullable(), createdBy: personRef, createdAt: z.iso.datetime() });
export type AliasProtectionView = z.infer<typeof aliasProtectionView>;

export const modelInput = z.object({ model: z.string().min(1).max(256) });
export const versionNumber = z.coerce.number().int().positive().max(2_147_483_647);
export const versionInput = modelInput.extend({ version: versionNumber });
export const listVersionsInput = modelInput.extend({ ...pageInput.shape, filter: searchText.optional() });
export const listAliasesInput = modelInput.extend(pageInput.shape);
const aliasName = z.string().trim().min(1, "a name").max(255);
export const setAliasInput = versionInput.extend({ alias: aliasName });
export const removeAliasInput = modelInput.extend({ alias: aliasName });
export const listAliasChangesInput = listAliasesInput.extend({ alias: z.string().max(255).optional() });
/** With a model: those of this model and those of every model. */
export const listAliasProtectionsInput = pageInput.extend({ model: z.string().max(256).optional() });
export const protectAliasInput = z.object({ alias: z.string().min(1).max(255), model: z.string().min(1).max(256).optional() });
export const aliasProtectionIdInput = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
