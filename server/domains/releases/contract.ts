import { z } from "zod";
import { pageInput, signatureColumn, versionNumber } from "../registry/contract.ts";
import { instant } from "../../shared/instant.ts";
import { lampStates } from "../../shared/lamps.ts";

export const environments = ["staging", "production"] as const;
export const environmentName = z.enum(environments);
export type EnvironmentName = z.infer<typeof environmentName>;

export const releaseStates = ["open", "approved", "rolling", "live", "superseded", "rejected", "withdrawn", "expired", "void", "rolledBack", "failed"] as const;
export type ReleaseState = (typeof releaseStates)[number];
export const releaseWords = {
  open: "Open", approved: "Approved", rolling: "Rolling out", live: "Live", superseded: "Superseded", rejected: "Rejected",
  withdrawn: "Withdrawn", expired: "Expired", void: "Void", rolledBack: "Rolled back", failed: "Failed",
} as const satisfies Record<ReleaseState, string>;

/** A promotion and a rollback put a version into an environment, a retirement takes it out; an alias release moves an alias that is no environment's. */
export const releaseKinds = ["promotion", "rollback", "retirement", "alias"] as const;
export type ReleaseKind = (typeof releaseKinds)[number];

export const releaseActs = ["decide", "withdraw", "rollback"] as const;
export type ReleaseAct = (typeof releaseActs)[number];
/** "May do X in state S": used by the use-case, the button and the test. */
export const releaseActsByState = {
  open: ["decide", "withdraw"], approved: [], rolling: [], live: ["rollback"], superseded: [], rejected: [],
  withdrawn: [], expired: [], void: [], rolledBack: [], failed: [],
} as const satisfies Record<ReleaseState, readonly ReleaseAct[]>;

export const requestReleaseInput = z.object({
  model: z.string().min(1).max(256),
  version: versionNumber,
  environment: environmentName,
  comment: z.string().trim().max(4000).optional(),
});
const releaseNumber = z.coerce.number().int().positive().max(2_147_483_647);
export const decideReleaseInput = z.object({
  id: releaseNumber,
  decision: z.enum(["approve", "reject"]),
  comment: z.string().trim().max(4000).optional(),
  evidenceDigest: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
});
export const withdrawReleaseInput = z.object({ id: releaseNumber, comment: z.string().trim().max(4000).optional() });
export const rollbackInput = z.object({
  environment: environmentName,
  model: z.string().min(1).max(256),
  comment: z.string().trim().min(1, "say why").max(4000),
  /** What the caller saw serving: the act is refused when something else serves by now. */
  fromVersion: versionNumber.optional(),
});
/** `fromVersion` is null when a retired model comes back: nothing served before. */
export const rollbackView = z.object({ model: z.string(), version: z.string(), fromVersion: z.string().nullable(), releaseId: z.string() });

export const listReleasesInput = pageInput.extend({
  state: z.enum(releaseStates).optional(), model: z.string().optional(), environment: environmentName.optional(), kind: z.enum(releaseKinds).optional(), alias: z.string().max(255).optional(),
});

/** Direction of a metric by its name: what "better" means. */
export const metricComparison = z.object({
  key: z.string(),
  incumbent: z.number().nullable(),
  challenger: z.number().nullable(),
  change: z.number().nullable(),
  verdict: z.enum(["better", "worse", "same", "unknown"]),
});
export type MetricComparison = z.infer<typeof metricComparison>;
export const signatureDiff = z.object({
  added: z.array(signatureColumn), removed: z.array(signatureColumn),
  changed: z.array(z.object({ before: signatureColumn, after: signatureColumn })), unchanged: z.number().int(),
});
export type SignatureDiff = z.infer<typeof signatureDiff>;
export const driftBrief = z.object({
  column: z.string(), role: z.enum(["input", "output"]), lamp: z.enum([...lampStates, "clock"]), psi: z.number().nullable(), js: z.number().nullable(), rows: z.number().int(),
});
export const liveBrief = z.object({ asOf: z.iso.datetime(), lamp: z.enum(lampStates), rows: z.number().int(), columns: z.array(driftBrief) });
export type LiveBrief = z.infer<typeof liveBrief>;

/** The evidence: `terms` make a decision stale when they change, `observations` are frozen as they were and never derived again. */
export const evidenceDocument = z.object({
  terms: z.object({
    model: z.string(),
    version: z.string(),
    /** Null for an alias that is no environment's. */
    environment: environmentName.nullable(),
    artifacts: z.array(z.object({ path: z.string(), size: z.number().int(), sha256: z.string() })),
    signature: z.object({ inputs: z.array(signatureColumn), outputs: z.array(signatureColumn) }).nullable(),
    metrics: z.array(z.object({ key: z.string(), value: z.number().nullable() })),
    baseline: z.object({ state: z.string(), sha256: z.string().nullable() }),
    policy: z.object({ approvals: z.number().int() }),
    incumbent: z.object({ version: z.string(), releaseId: z.string().nullable(), metrics: z.array(z.object({ key: z.string(), value: z.number().nullable() })) }).nullable(),
    route: z.array(z.object({ version: z.string(), weight: z.number() })),
    tags: z.record(z.string(), z.string()),
    /** What is done to an alias, or that the model leaves the environment; absent for a promotion and a rollback. */
    change: z.object({ act: z.enum(["setAlias", "removeAlias", "retire"]), alias: z.string().nullable(), from: z.string().nullable(), to: z.string().nullable() }).optional(),
  }),
  observations: z.object({ asOf: z.iso.datetime(), comment: z.string().nullable(), incumbentDrift: liveBrief.nullable() }),
});
export type EvidenceDocument = z.infer<typeof evidenceDocument>;
export type Signature = NonNullable<EvidenceDocument["terms"]["signature"]>;

const personRef = z.object({ id: z.string(), name: z.string() });
export const releaseListItem = z.object({
  id: z.string(), kind: z.enum(releaseKinds), state: z.enum(releaseStates), model: z.string(),
  /** Of a retirement and of an alias taken away: the version that leaves. */
  version: z.string(),
  /** Null where `alias` says what moves, and the other way round. */
  environment: environmentName.nullable(), alias: z.string().nullable(), removes: z.boolean(),
  fromVersion: z.string().nullable(), comment: z.string().nullable(), evidenceDigest: z.string(), url: z.string(),
  requestedBy: personRef, requestedAt: z.iso.datetime(),
  decidedBy: personRef.nullable(), decidedAt: z.iso.datetime().nullable(), decisionComment: z.string().nullable(),
  liveAt: z.iso.datetime().nullable(), endedAt: z.iso.datetime().nullable(),
});
export type ReleaseListItem = z.infer<typeof releaseListItem>;

export const releaseView = releaseListItem.extend({
  evidence: evidenceDocument,
  metrics: z.array(metricComparison),
  signatureDiff: signatureDiff.nullable(),
  /** Now, beside what the evidence froze. */
  liveNow: liveBrief.nullable(),
  conditions: z.array(z.object({ code: z.string(), met: z.boolean(), label: z.string(), detail: z.string(), clearedBy: z.array(z.string()) })),
  history: z.array(z.object({ at: z.iso.datetime(), actor: z.string(), text: z.string() })),
  /** What the person looking may do, and why not. */
  may: z.object({
    approve: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
    reject: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
    withdraw: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
    rollback: z.object({ allowed: z.boolean(), reason: z.string().nullable(), toVersion: z.string().nullable() }),
  }),
});
export type ReleaseView = z.infer<typeof releaseView>;

export const environmentView = z.object({
  name: environmentName,
  routes: z.array(z.object({ model: z.string(), version: z.string(), since: z.iso.datetime(), releaseId: z.string() })),
});
export type EnvironmentView = z.infer<typeof environmentView>;

/** What the overview and a model's page say of one model in one environment. */
export const servingNowItem = z.object({
  model: z.string(), environment: environmentName, version: z.string(), since: z.iso.datetime(), releaseId: z.string(),
  previousVersion: z.string().nullable(), owner: z.string().nullable(), waiting: z.array(z.object({ releaseId: z.string(), version: z.string() })),
});
export type ServingNowItem = z.infer<typeof servingNowItem>;

type Titled = Pick<ReleaseListItem, "kind" | "model" | "version" | "environment" | "alias" | "removes">;

/** What a release does, in a line: lists, the palette and the page's head say the same. */
export function releaseTitle(release: Titled): string {
  const { model, version, alias } = release;
  switch (release.kind) {
    case "promotion": case "rollback": return `${model} v${version} → ${release.environment ?? ""}`;
    case "retirement": return `Take ${model} v${version} out of ${release.environment ?? ""}`;
    case "alias": return release.removes ? `Remove ${alias ?? ""} from ${model} v${version}` : `Set ${alias ?? ""} of ${model} to v${version}`;
  }
}

// ---- what served at a time ----------------------------------------------------------------------------------------------------

export const timelineInput = z.object({ environment: environmentName, model: z.string().min(1).max(256).optional(), /** Left out, or ahead of now: now. */ time: instant.optional() });
export const environmentAtInput = timelineInput.extend({ ...pageInput.shape, limit: pageInput.shape.limit.default(200), format: z.enum(["json", "csv"]).default("json") });
export const servedAtItem = z.object({
  model: z.string(), version: z.string(), since: z.iso.datetime(), /** Null while it serves. */ until: z.iso.datetime().nullable(), releaseId: z.string(),
  approvedBy: z.string().nullable(), requestedBy: z.string(), kind: z.enum(releaseKinds), evidenceDigest: z.string(), url: z.string(),
});
export type ServedAtItem = z.infer<typeof servedAtItem>;
export const environmentAtView = z.object({ environment: environmentName, time: z.iso.datetime(), items: z.array(servedAtItem), nextCursor: z.string().nullable() });
export type EnvironmentAtView = z.infer<typeof environmentAtView>;
/** The environment's history around `time`: from its first change to now, and where something changed, gathered into at most 200 marks. */
export const timelineView = z.object({
  environment: environmentName, time: z.iso.datetime(), from: z.iso.datetime(), to: z.iso.datetime(), previous: z.iso.datetime().nullable(), next: z.iso.datetime().nullable(),
  marks: z.array(z.object({ at: z.iso.datetime(), changes: z.number().int() })),
});
export type TimelineView = z.infer<typeof timelineView>;
