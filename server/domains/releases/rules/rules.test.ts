import { describe, expect, test } from "vitest";
import { releaseActsByState, releaseStates, type ReleaseState } from "../contract.ts";
import { directionOf } from "../../../shared/metric-direction.ts";
import { compareMetrics } from "./compare-metrics.ts";
import { conditionsOf, type Doing } from "./conditions.ts";
import { evidenceOutcome, refusalToDecide, refusalToWithdraw, type DecisionFacts } from "./decide-release.ts";
import { diffSignature } from "./diff-signature.ts";
import { buildTerms, changedTerms, changeOf, notServable, type TermsOfVersion } from "./evidence-terms.ts";
import { mayOf } from "./may.ts";
import { pickRollback, type Spell } from "./pick-rollback.ts";

const open: DecisionFacts = { state: "open", approver: true, actorId: "alex", requestedBy: "dana", versionAuthor: "dana", decidedBy: null };

describe("who may decide", () => {
  test.each<{ name: string; facts: Partial<DecisionFacts>; refusal: ReturnType<typeof refusalToDecide> }>([
    { name: "an approver, on somebody else's request", facts: {}, refusal: null },
    { name: "nobody without the right", facts: { approver: false }, refusal: "not_approver" },
    { name: "not who asked", facts: { requestedBy: "alex" }, refusal: "self_approval" },
    { name: "not who asked, who is no approver either", facts: { requestedBy: "alex", approver: false }, refusal: "self_approval" },
    { name: "not who made the version", facts: { versionAuthor: "alex" }, refusal: "self_approval" },
    { name: "not on their own, decided or not", facts: { requestedBy: "alex", state: "live", decidedBy: "ada" }, refusal: "self_approval" },
    { name: "not twice: it is live", facts: { state: "live", decidedBy: "ada" }, refusal: "already_decided" },
    { name: "not twice: it was rejected", facts: { state: "rejected", decidedBy: "ada" }, refusal: "already_decided" },
    { name: "not twice: it was superseded since", facts: { state: "superseded", decidedBy: "ada" }, refusal: "already_decided" },
    { name: "not what was withdrawn", facts: { state: "withdrawn" }, refusal: "wrong_state" },
    { name: "not what another release made void", facts: { state: "void" }, refusal: "wrong_state" },
  ])("$name", ({ facts, refusal }) => expect(refusalToDecide({ ...open, ...facts })).toBe(refusal));

  test.each(releaseStates.map((state): { state: ReleaseState } => ({ state })))("the table and the rule agree in $state", ({ state }) => {
    const allowed = (releaseActsByState[state] as readonly string[]).includes("decide");
    expect(refusalToDecide({ ...open, state }) === null).toBe(allowed);
  });

  test.each([
    { name: "the requester withdraws", facts: { state: "open", actorId: "dana", requestedBy: "dana", administers: false } as const, refusal: null },
    { name: "an administrator withdraws", facts: { state: "open", actorId: "ada", requestedBy: "dana", administers: true } as const, refusal: null },
    { name: "an approver does not", facts: { state: "open", actorId: "alex", requestedBy: "dana", administers: false } as const, refusal: "forbidden" },
    { name: "nobody withdraws what is live", facts: { state: "live", actorId: "dana", requestedBy: "dana", administers: false } as const, refusal: "wrong_state" },
  ])("$name", ({ facts, refusal }) => expect(refusalToWithdraw(facts)).toBe(refusal));

  test.each([
    { name: "the held digest stands", facts: { termsChanged: false, digestHeld: "a", digestNamed: "a" }, outcome: "stands" },
    { name: "another digest does not", facts: { termsChanged: false, digestHeld: "a", digestNamed: "b" }, outcome: "other_digest" },
    { name: "changed terms count before the digest", facts: { termsChanged: true, digestHeld: "a", digestNamed: "a" }, outcome: "terms_changed" },
  ])("$name", ({ facts, outcome }) => expect(evidenceOutcome(facts)).toBe(outcome));
});

describe("what is better", () => {
  test.each([
    ["roc_auc", "higher"], ["rocAuc", "higher"], ["val_accuracy", "higher"], ["f1", "higher"], ["average_precision", "higher"], ["test.r2", "higher"], ["AP", "higher"],
    ["log_loss", "lower"], ["brier", "lower"], ["rmse", "lower"], ["calibration_error", "lower"], ["ece", "lower"], ["accuracy_error", "lower"], ["rows", "unknown"],
  ])("%s: %s", (key, direction) => expect(directionOf(key)).toBe(direction));

  test("both sides, key by key", () => {
    const rows = compareMetrics([{ key: "auc", value: 0.7 }, { key: "loss", value: 0.5 }, { key: "old", value: 1 }], [{ key: "auc", value: 0.75 }, { key: "loss", value: 0.6 }, { key: "rows", value: 5 }]);
    expect(rows.map((row) => [row.key, row.verdict])).toEqual([["auc", "better"], ["loss", "worse"], ["old", "unknown"], ["rows", "unknown"]]);
    expect(compareMetrics([{ key: "auc", value: 0.7 }], [{ key: "auc", value: 0.7 }])[0]).toEqual({ key: "auc", incumbent: 0.7, challenger: 0.7, change: 0, verdict: "same" });
  });
});

const column = (name: string, type = "double", required = true) => ({ name, type, required, shape: null });

describe("signatures", () => {
  const before = { inputs: [column("a"), column("b")], outputs: [column("p")] };
  test.each([
    { name: "the same", after: before, counts: [0, 0, 0, 3], breaking: [] },
    { name: "an optional input more breaks nobody", after: { ...before, inputs: [...before.inputs, column("c", "double", false)] }, counts: [1, 0, 0, 3], breaking: [] },
    { name: "a required one does", after: { ...before, inputs: [...before.inputs, column("c")] }, counts: [1, 0, 0, 3], breaking: ["callers have to send more: c"] },
    { name: "an input less breaks nobody", after: { ...before, inputs: [column("a")] }, counts: [0, 1, 0, 2], breaking: [] },
    { name: "another type", after: { ...before, inputs: [column("a", "long"), column("b")] }, counts: [0, 0, 1, 2], breaking: ["inputs of another type: a"] },
    { name: "an output that is gone", after: { ...before, outputs: [column("q")] }, counts: [1, 1, 0, 2], breaking: ["outputs that are gone: p"] },
  ])("$name", ({ after, counts, breaking }) => {
    const diff = diffSignature(before, after);
    expect([diff.added.length, diff.removed.length, diff.changed.length, diff.unchanged]).toEqual(counts);
    expect(diff.breaking).toEqual(breaking);
  });
  test("no signature has no columns", () => expect(diffSignature(null, before).added).toHaveLength(3));
});

describe("where a rollback goes", () => {
  const spells = (...list: (number | string)[]): Spell[] => list.map((entry, index) => ({ id: index + 1, versionId: Number(String(entry).replace("!", "")), ended: index < list.length - 1, rolledBack: String(entry).endsWith("!") }));
  test.each([
    { name: "nowhere from the first", history: spells(1), to: null },
    { name: "to the one before", history: spells(1, 2), to: 1 },
    { name: "over one that was rolled back", history: spells(1, "2!", 1), to: null },
    { name: "further back after a rollback", history: spells(0, 1, "2!", 1), to: 0 },
    { name: "to a version that came back well", history: spells(1, "2!", 1, 2, 3), to: 2 },
    { name: "not to one whose last spell was rolled back", history: spells(1, 2, 3, "2!", 3), to: 1 },
    { name: "not to what serves, released twice", history: spells(1, 2, 2), to: 1 },
  ])("$name", ({ history, to }) => expect(pickRollback(history, history.at(-1)?.versionId ?? 0)).toBe(to));
});

test.each<{ name: string; spells: Spell[]; to: number | null }>([
  { name: "after a retirement the version that was taken out comes back", spells: [{ id: 1, versionId: 1, ended: true, rolledBack: false }, { id: 2, versionId: 2, ended: true, rolledBack: false }], to: 2 },
  { name: "not one that had been rolled back before", spells: [{ id: 1, versionId: 1, ended: true, rolledBack: false }, { id: 2, versionId: 2, ended: true, rolledBack: true }], to: 1 },
])("$name", ({ spells, to }) => expect(pickRollback(spells, null)).toBe(to));

describe("what a release says it changes", () => {
  test.each<{ name: string; act: Parameters<typeof changeOf>[0]; holder: number | null; change: ReturnType<typeof changeOf> }>([
    { name: "a promotion: nothing beside its route", act: { kind: "promotion", alias: null, removes: false, version: 2 }, holder: 1, change: undefined },
    { name: "an alias set for the first time", act: { kind: "alias", alias: "gold", removes: false, version: 2 }, holder: null, change: { act: "setAlias", alias: "gold", from: null, to: "2" } },
    { name: "an alias moved", act: { kind: "alias", alias: "gold", removes: false, version: 2 }, holder: 1, change: { act: "setAlias", alias: "gold", from: "1", to: "2" } },
    { name: "an alias taken away", act: { kind: "alias", alias: "gold", removes: true, version: 1 }, holder: 1, change: { act: "removeAlias", alias: "gold", from: "1", to: null } },
    { name: "a retirement", act: { kind: "retirement", alias: null, removes: false, version: 1 }, holder: 1, change: { act: "retire", alias: null, from: "1", to: null } },
  ])("$name", ({ act, holder, change }) => expect(changeOf(act, holder)).toEqual(change));
});

describe("terms", () => {
  const version: TermsOfVersion = {
    model: "m", version: 2, artifacts: [{ path: "model.onnx", size: 3, sha256: "a" }, { path: "MLmodel", size: 1, sha256: "b" }], signature: null,
    metrics: [{ key: "loss", value: 1 }, { key: "auc", value: 0.5 }], tags: { "signalbox.score": "p", note: "x" }, baseline: { state: "ready", sha256: "c" },
  };
  const incumbent = { terms: { ...version, version: 1 }, releaseId: 7 };
  const terms = (change: Partial<TermsOfVersion> = {}) => buildTerms({ candidate: { ...version, ...change }, environment: "production", incumbent, route: [{ version: 1, weight: 100 }] });

  test("are in one order, whatever the order they come in", () => {
    expect(terms({ metrics: version.metrics.toReversed(), artifacts: version.artifacts.toReversed() })).toEqual(terms());
  });
  test.each<{ name: string; change: Partial<TermsOfVersion>; changed: string[] }>([
    { name: "nothing", change: {}, changed: [] },
    { name: "a metric", change: { metrics: [{ key: "auc", value: 0.6 }] }, changed: ["metrics"] },
    { name: "a tag of the product", change: { tags: { "signalbox.score": "q" } }, changed: ["tags"] },
    { name: "another tag is nobody's concern", change: { tags: { "signalbox.score": "p", note: "y" } }, changed: [] },
    { name: "a file", change: { artifacts: [] }, changed: ["artifacts"] },
    { name: "another baseline", change: { baseline: { state: "ready", sha256: "d" } }, changed: ["baseline"] },
    { name: "a baseline that failed", change: { baseline: { state: "failed", sha256: "c" } }, changed: ["baseline"] },
    { name: "a metric that is not a number is null", change: { metrics: [{ key: "loss", value: Number.NaN }] }, changed: ["metrics"] },
  ])("$name", ({ change, changed }) => expect(changedTerms(terms(), terms(change))).toEqual(changed));

  test("a profile that became ready is the same baseline", () => {
    expect(changedTerms(terms({ baseline: { state: "pending", sha256: null } }), terms())).toEqual([]);
    expect(changedTerms(terms({ baseline: { state: "none", sha256: null } }), terms())).toEqual(["baseline"]);
  });
  test("another incumbent and route", () => {
    const now = buildTerms({ candidate: version, environment: "production", incumbent: { ...incumbent, releaseId: 8 }, route: [{ version: 3, weight: 100 }] });
    expect(changedTerms(terms(), now)).toEqual(["incumbent", "route"]);
  });
  test.each<{ name: string; version: Pick<TermsOfVersion, "artifacts" | "tags"> & { prompt: boolean }; absent?: boolean; servable: boolean }>([
    { name: "an ONNX file serves", version: { prompt: false, artifacts: [{ path: "sub/Model.ONNX", size: 1, sha256: "a" }], tags: {} }, servable: true },
    { name: "a backend serves", version: { prompt: false, artifacts: [], tags: { "signalbox.backend": "triton" } }, servable: true },
    { name: "one that is not there does not, whatever files there are", version: { prompt: false, artifacts: [{ path: "model.onnx", size: 1, sha256: "a" }], tags: { "signalbox.backend": "triton" } }, absent: true, servable: false },
    { name: "a prompt does not, whatever it holds", version: { prompt: true, artifacts: [], tags: { "signalbox.backend": "triton" } }, servable: false },
    { name: "a pickle does not", version: { prompt: false, artifacts: [{ path: "model.pkl", size: 1, sha256: "a" }], tags: {} }, servable: false },
  ])("$name", ({ version: of, absent = false, servable }) => expect(notServable(of, !absent) === null).toBe(servable));
});

describe("what a page offers", () => {
  const facts = { ...open, id: 5, requestedByName: "Dana", administers: false, rollsBack: true, serves: false, rollbackTo: null };
  test("every refusal has its reason, every permission none", () => {
    for (const state of releaseStates) for (const approver of [true, false]) {
      for (const act of Object.values(mayOf({ ...facts, state, approver }))) expect(act.allowed).toBe(act.reason === null);
    }
    expect(mayOf(facts).approve).toEqual({ allowed: true, reason: null });
    expect(mayOf({ ...facts, actorId: "dana" }).approve.reason).toMatch(/You asked for it/);
    expect(mayOf({ ...facts, state: "live", serves: true, rollbackTo: "2" }).rollback).toEqual({ allowed: true, reason: null, toVersion: "2" });
  });
  test.each<{ act: Doing; codes: string[] }>([
    { act: "serve", codes: ["evidence_unchanged", "somebody_else_decides", "signature_compatible", "baseline_ready"] },
    { act: "alias", codes: ["evidence_unchanged", "somebody_else_decides", "signature_compatible"] },
    { act: "takeAway", codes: ["evidence_unchanged", "somebody_else_decides"] },
  ])("$act: what has to hold", ({ act, codes }) => {
    expect(conditionsOf({ act, changed: [], breaking: [], incumbentVersion: null, baseline: { state: "none", reason: null }, open: true, requestedByName: "Dana", decidedByName: null }).map((condition) => condition.code)).toEqual(codes);
  });
  test("conditions name who clears them", () => {
    const list = conditionsOf({ act: "serve", changed: ["metrics"], breaking: ["callers have to send more: c"], incumbentVersion: "2", baseline: { state: "none", reason: null }, open: true, requestedByName: "Dana", decidedByName: null });
    expect(list.map((condition) => [condition.code, condition.met])).toEqual([["evidence_unchanged", false], ["somebody_else_decides", false], ["signature_compatible", false], ["baseline_ready", false]]);
  });
});
