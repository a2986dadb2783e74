import { canonicalJson } from "../../../shared/canonical.ts";
import type { EvidenceDocument, ReleaseKind, Signature } from "../contract.ts";

export type Terms = EvidenceDocument["terms"];
export type TermKey = keyof Terms;

/** What is known of a version when evidence is written. */
export type TermsOfVersion = {
  model: string;
  version: number;
  artifacts: { path: string; size: number; sha256: string }[];
  signature: Signature | null;
  metrics: { key: string; value: number | null }[];
  tags: Record<string, string>;
  baseline: { state: string; sha256: string | null };
};

// JSON has no NaN: a metric that is not a number is null in the evidence.
const metricsOf = (metrics: TermsOfVersion["metrics"]) =>
  metrics.map(({ key, value }) => ({ key, value: value !== null && Number.isFinite(value) ? value : null })).toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** The tags that serving and monitoring read; others may change without making a decision stale. */
export const productTags = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith("signalbox.")));

/** The terms in one fixed order, so that equal facts give equal bytes. */
export function buildTerms(facts: {
  candidate: TermsOfVersion;
  environment: Terms["environment"];
  incumbent: { terms: TermsOfVersion; releaseId: number | null } | null;
  route: readonly { version: number; weight: number }[];
  change?: Terms["change"];
}): Terms {
  const { candidate, incumbent } = facts;
  return {
    model: candidate.model,
    version: String(candidate.version),
    environment: facts.environment,
    artifacts: candidate.artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256 })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    signature: candidate.signature,
    metrics: metricsOf(candidate.metrics),
    baseline: { state: candidate.baseline.state, sha256: candidate.baseline.sha256 },
    policy: { approvals: 1 },
    incumbent: incumbent === null ? null : { version: String(incumbent.terms.version), releaseId: incumbent.releaseId === null ? null : String(incumbent.releaseId), metrics: metricsOf(incumbent.terms.metrics) },
    route: facts.route.map(({ version, weight }) => ({ version: String(version), weight })),
    tags: productTags(candidate.tags),
    ...(facts.change === undefined ? {} : { change: facts.change }),
  };
}

/** What a release of this kind changes beside a route's version; undefined for a promotion and a rollback. `holder` is the version that is there now. */
export function changeOf(act: { kind: ReleaseKind; alias: string | null; removes: boolean; version: number }, holder: number | null): Terms["change"] {
  const from = holder === null ? null : String(holder);
  switch (act.kind) {
    case "promotion": case "rollback": return undefined;
    case "retirement": return { act: "retire", alias: null, from, to: null };
    case "alias": return { act: act.removes ? "removeAlias" : "setAlias", alias: act.alias, from, to: act.removes ? null : String(act.version) };
  }
}

/**
 * A profile is a function of its file: one that was being computed and is ready now is the same baseline, as long as
 * no other file came in its place.
 */
function baselineChanged(before: Terms["baseline"], after: Terms["baseline"]): boolean {
  if (before.sha256 !== null && after.sha256 !== null && before.sha256 !== after.sha256) return true;
  return before.state !== after.state && !(before.state === "pending" && after.state === "ready");
}

/** The terms that differ, by name; none: the evidence still stands. */
export function changedTerms(before: Terms, after: Terms): TermKey[] {
  return (Object.keys(after) as TermKey[]).filter((key) =>
    key === "baseline" ? baselineChanged(before.baseline, after.baseline) : canonicalJson(before[key]) !== canonicalJson(after[key]));
}

/**
 * Why nothing could serve the version, or null: in-process serving needs an ONNX file, a remote one its backend tag; a prompt is not served.
 * @param hasBackend whether the backend that the tag names is there
 */
export function notServable(version: Pick<TermsOfVersion, "artifacts" | "tags"> & { prompt: boolean }, hasBackend: boolean): string | null {
  if (version.prompt) return "It is a prompt, and no environment serves one. Set the alias on it instead.";
  const backend = version.tags["signalbox.backend"];
  if (backend) return hasBackend ? null : `Its tag signalbox.backend names '${backend}', and there is no backend of that name, so nothing can serve it. An administrator makes it on the serving page; or correct the tag.`;
  if (version.artifacts.some((artifact) => artifact.path.toLowerCase().endsWith(".onnx"))) return null;
  return "It has no .onnx file and no signalbox.backend tag, so nothing can serve it. Log it with mlflow.onnx.log_model, or set the tag to the name of a backend.";
}
