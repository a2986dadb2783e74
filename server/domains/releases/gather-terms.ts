import { createHash } from "node:crypto";
import type { Tx } from "../../platform/db.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { aliasTarget, versionTerms, type VersionTerms } from "../registry/index.ts";
import type { EnvironmentName, EvidenceDocument, ReleaseKind } from "./contract.ts";
import { buildTerms, changeOf, type Terms } from "./rules/evidence-terms.ts";
import { currentRoute, frozenOf, type CurrentRoute, type Frozen } from "./store.ts";

/** What a release does to which version: an environment's route, or an alias that is no environment's. */
export type Act = { kind: ReleaseKind; model: string; version: number; environment: EnvironmentName | null; alias: string | null; removes: boolean };
export type Gathered = {
  candidate: VersionTerms; route: CurrentRoute | null; terms: Terms;
  /** The version that the route or the alias names now, and its terms as they are served. */
  holder: { versionId: number; version: number; terms: VersionTerms } | null;
};

/** What a release froze is what serving reads, and so what evidence speaks of. */
const asServed = (terms: VersionTerms, frozen: Frozen | null): VersionTerms => (frozen === null ? terms : { ...terms, artifacts: frozen.artifacts, signature: frozen.signature, tags: frozen.tags });

/** The version that an environment's route or an alias names now. */
export async function holderOf(tx: Tx, at: { modelId: number; environment: EnvironmentName | null; alias: string | null }): Promise<{ route: CurrentRoute | null; holder: { versionId: number; version: number } | null }> {
  if (at.environment !== null) {
    const route = await currentRoute(tx, { modelId: at.modelId, environment: at.environment });
    return { route, holder: route?.entries[0] ?? null };
  }
  return { route: null, holder: at.alias === null ? null : await aliasTarget(tx, { modelId: at.modelId, alias: at.alias }) };
}

/** The terms as they are in this transaction. The caller holds the model's lock if it acts on them. @throws not_found */
export async function gatherTerms(tx: Tx, of: Act): Promise<Gathered> {
  const read = await versionTerms(tx, of);
  const candidate = asServed(read, await frozenOf(tx, read.versionId));
  const { route, holder } = await holderOf(tx, { modelId: candidate.modelId, environment: of.environment, alias: of.alias });
  const held = holder === null ? null : { ...holder, terms: await versionTerms(tx, { model: of.model, version: holder.version }) };
  const incumbent = held === null ? null : { terms: held.terms, releaseId: route?.releaseId ?? null };
  const terms = buildTerms({ candidate, environment: of.environment, incumbent, route: route?.entries ?? [], change: changeOf(of, holder?.version ?? null) });
  return { candidate, route, terms, holder: held };
}

/** The document's bytes (RFC 8785) and the SHA-256 of them, in hex: what a decision names. */
export function writeEvidence(document: EvidenceDocument): { evidence: string; evidenceDigest: string } {
  const evidence = canonicalJson(document);
  return { evidence, evidenceDigest: createHash("sha256").update(evidence, "utf8").digest("hex") };
}
