import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { listAudit } from "../audit/index.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { liveBrief } from "../monitoring/index.ts";
import { versionTerms } from "../registry/index.ts";
import { evidenceDocument, type ReleaseView, type Signature } from "./contract.ts";
import { gatherTerms } from "./gather-terms.ts";
import { releaseItems, releaseNotFound } from "./release-views.ts";
import { compareMetrics } from "./rules/compare-metrics.ts";
import { actOf, conditionsOf } from "./rules/conditions.ts";
import { diffSignature } from "./rules/diff-signature.ts";
import { changedTerms } from "./rules/evidence-terms.ts";
import { historyOf } from "./rules/history.ts";
import { mayOf } from "./rules/may.ts";
import { predecessorOf } from "./serving-now.ts";
import { baselineOf, inOneMoment, routeRows, spellRows, type RouteRow } from "./store-reads.ts";
import { frozenOf, readRelease, type ReleaseRow } from "./store.ts";

/** The signature of what the release replaces: as a release froze it, else as it is registered. */
async function signatureOf(tx: Tx, row: ReleaseRow): Promise<Signature | null> {
  if (row.fromVersionId === null || row.fromVersion === null) return null;
  const frozen = await frozenOf(tx, row.fromVersionId);
  return frozen === null ? (await versionTerms(tx, { model: row.model, version: row.fromVersion })).signature : frozen.signature;
}

/** One moment of the database: the release, what it froze, and the terms as they are now. */
async function load(deps: Deps, id: number) {
  return inOneMoment(deps.db, async (tx) => {
    const row = await readRelease(tx, id);
    if (row === null) throw releaseNotFound(id);
    const evidence = evidenceDocument.parse(JSON.parse(row.evidence));
    const incumbentSignature = await signatureOf(tx, row);
    const now = row.state === "open" ? (await gatherTerms(tx, row)).terms : null;
    return { row, evidence, incumbentSignature, changed: now === null ? [] : changedTerms(evidence.terms, now) };
  });
}

/** Whether this release is what stands in its environment now: its version serves, or its retirement holds. */
const stands = (row: ReleaseRow, route: RouteRow | undefined): boolean =>
  route === undefined ? row.kind === "retirement" && row.state === "live" : route.releaseId === row.id;

async function rollbackTo(deps: Deps, row: ReleaseRow, route: RouteRow | undefined): Promise<string | null> {
  if (row.environment === null || !stands(row, route)) return null;
  return predecessorOf({ modelId: row.modelId, versionId: route?.versionId ?? null }, await spellRows(deps.db, { environment: row.environment, modelIds: [row.modelId] }));
}

/**
 * A release with its evidence as it was frozen, beside it the live numbers of now, what stands between it and going
 * live, and what this actor may do. @throws not_found
 */
export async function getRelease(deps: Deps, actor: Actor, input: { id: number }): Promise<ReleaseView> {
  authorise(actor, "registry.read");
  const { row, evidence, incumbentSignature, changed } = await load(deps, input.id);
  const [[item], [route], baseline, audit] = await Promise.all([
    releaseItems(deps, [row]),
    row.environment === null ? [] : routeRows(deps.db, { environment: row.environment, model: row.model }),
    baselineOf(deps.db, row.versionId),
    listAudit(deps, actor, { subject: String(row.id), limit: 200 }),
  ]);
  if (item === undefined) throw releaseNotFound(input.id);
  const [toVersion, liveNow] = await Promise.all([
    rollbackTo(deps, row, route),
    route === undefined ? null : liveBrief(deps, { model: row.model, versionId: route.versionId, environment: route.environment }),
  ]);
  const { breaking, ...diff } = diffSignature(incumbentSignature, evidence.terms.signature);
  const firstHere = row.fromVersionId === null || row.kind === "retirement" || row.removes;
  return {
    ...item, evidence, liveNow,
    metrics: compareMetrics(evidence.terms.incumbent?.metrics ?? [], evidence.terms.metrics),
    signatureDiff: firstHere ? null : diff,
    conditions: conditionsOf({
      act: actOf(row), changed, breaking: firstHere ? [] : breaking, incumbentVersion: item.fromVersion, baseline, open: row.state === "open",
      requestedByName: item.requestedBy.name, decidedByName: item.decidedBy?.name ?? null,
    }),
    history: historyOf(audit.items, row.kind),
    may: mayOf({
      id: row.id, state: row.state, approver: mayDo(actor, "release.approve"), actorId: actor.id, requestedBy: row.requestedBy, versionAuthor: row.versionAuthor, decidedBy: row.decidedBy,
      requestedByName: item.requestedBy.name, administers: mayDo(actor, "person.administer"), rollsBack: mayDo(actor, "route.rollback"), serves: stands(row, route), rollbackTo: toVersion,
    }),
  };
}
