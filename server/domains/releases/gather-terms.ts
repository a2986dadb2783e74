import { createHash } from "node:crypto";
import type { Tx } from "../../platform/db.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { versionTerms, type VersionTerms } from "../registry/index.ts";
import type { EnvironmentName, EvidenceDocument } from "./contract.ts";
import { buildTerms, type Terms } from "./rules/evidence-terms.ts";
import { currentRoute, frozenOf, type CurrentRoute, type Frozen } from "./store.ts";

export type Gathered = { candidate: VersionTerms; frozen: Frozen | null; route: CurrentRoute | null; terms: Terms };

/** What a release froze is what serving reads, and so what evidence speaks of. */
const asServed = (terms: VersionTerms, frozen: Frozen | null): VersionTerms => (frozen === null ? terms : { ...terms, artifacts: frozen.artifacts, signature: frozen.signature, tags: frozen.tags });

/** The terms as they are in this transaction. The caller holds the model's lock if it acts on them. @throws not_found */
export async function gatherTerms(tx: Tx, of: { model: string; version: number; environment: EnvironmentName }): Promise<Gathered> {
  const read = await versionTerms(tx, of);
  const frozen = await frozenOf(tx, read.versionId);
  const candidate = asServed(read, frozen);
  const route = await currentRoute(tx, { modelId: candidate.modelId, environment: of.environment });
  const [serving] = route?.entries ?? [];
  const incumbent = route === null || serving === undefined ? null : { terms: await versionTerms(tx, { model: of.model, version: serving.version }), releaseId: route.releaseId };
  return { candidate, frozen, route, terms: buildTerms({ candidate, environment: of.environment, incumbent, route: route?.entries ?? [] }) };
}

/** The document's bytes (RFC 8785) and the SHA-256 of them, in hex: what a decision names. */
export function writeEvidence(document: EvidenceDocument): { evidence: string; evidenceDigest: string } {
  const evidence = canonicalJson(document);
  return { evidence, evidenceDigest: createHash("sha256").update(evidence, "utf8").digest("hex") };
}
