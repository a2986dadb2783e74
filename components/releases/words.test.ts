import { describe, expect, test } from "vitest";
import type { EvidenceDocument, ReleaseView } from "#server/domains/releases/contract.ts";
import { barOf, changedTerms } from "./words.ts";

const evidence: EvidenceDocument = {
  terms: {
    model: "m", version: "3", environment: "production", artifacts: [], signature: null, metrics: [{ key: "auc", value: 0.7 }], baseline: { state: "ready", sha256: null }, policy: { approvals: 1 },
    incumbent: { version: "2", releaseId: "1", metrics: [] }, route: [{ version: "2", weight: 100 }], tags: {},
  },
  observations: { asOf: "2026-11-23T14:00:00.000Z", comment: null, incumbentDrift: null },
};
type Row = ReleaseView["metrics"][number];
const row = (verdict: Row["verdict"], incumbent: number, challenger: number): Row => ({ key: `${verdict} ${incumbent}`, incumbent, challenger, change: challenger - incumbent, verdict });

describe("changed terms", () => {
  test.each<[string, EvidenceDocument, string[]]>([
    ["the same", evidence, []],
    ["later observations are no change", { ...evidence, observations: { ...evidence.observations, asOf: "2026-11-23T15:00:00.000Z" } }, []],
    ["a metric", { ...evidence, terms: { ...evidence.terms, metrics: [{ key: "auc", value: 0.8 }] } }, ["the challenger's metrics"]],
    ["the route and what serves", { ...evidence, terms: { ...evidence.terms, route: [], incumbent: null } }, ["what serves now", "the route"]],
  ])("%s", (_name, after, wanted) => expect(changedTerms(evidence, after)).toEqual(wanted));
});

describe("bars", () => {
  const better = row("better", 0.5, 1);
  const worse = row("worse", 1, 0.75);
  const same = row("same", 1, 1);
  test.each<[string, Row, number]>([["the largest fills its side", better, 1], ["worse points left", worse, -0.5], ["no change has no bar", same, 0]])("%s", (_name, given, wanted) => expect(barOf(given, [better, worse, same])).toBeCloseTo(wanted));
  test("nothing changed at all", () => expect(barOf(same, [same])).toBe(0));
});
