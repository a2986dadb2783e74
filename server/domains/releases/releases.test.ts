import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { column, givenVersion, logMetric, type GivenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { SignalboxError, type ErrorCode } from "../../shared/errors.ts";
import type { ReleaseListItem } from "./contract.ts";
import { countWaiting, decideRelease, getRelease, listEnvironments, listReleases, requestRelease, rollbackRoute, routeChanges, servingNow, withdrawRelease } from "./index.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const alex = await testActor(deps, "approver", "Alex");
const bo = await testActor(deps, "approver", "Bo");
const ada = await testActor(deps, "admin", "Ada");

const environment = "production";
const given = (model: string, more: Partial<GivenVersion> = {}) => givenVersion(deps, { model, createdBy: dana.id, metrics: { auc: 0.7 }, baseline: { state: "ready", sha256: "b" }, ...more });
const ask = (model: string, version: number, actor: Actor = dana) => requestRelease(deps, actor, { model, version, environment });
const approve = (release: ReleaseListItem, actor: Actor = alex) => decideRelease(deps, actor, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
const view = (release: { id: string }, actor: Actor = dana) => getRelease(deps, actor, { id: Number(release.id) });
const route = async (model: string) => (await listEnvironments(deps, dana)).find((entry) => entry.name === environment)?.routes.find((entry) => entry.model === model);
const alias = async (modelId: number) => (await deps.db.prisma.modelAlias.findUnique({ where: { model_id_alias: { model_id: modelId, alias: environment } } }))?.version_id;
const actions = async (subject: string) => (await deps.db.prisma.auditEvent.findMany({ where: { subject }, orderBy: { seq: "asc" } })).map((row) => row.action);
const epoch = async () => Number((await deps.db.prisma.setting.findUniqueOrThrow({ where: { key: "serving.epoch" } })).value);

async function refusal(work: Promise<unknown>, code: ErrorCode): Promise<SignalboxError> {
  const error: unknown = await work.then(() => new Error("it was not refused"), (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SignalboxError);
  if (!(error instanceof SignalboxError)) throw error;
  expect(error.code).toBe(code);
  return error;
}

/** A model with its first version live. */
async function livened(model: string, more: Partial<GivenVersion> = {}) {
  const version = await given(model, more);
  const release = await approve(await ask(model, version.version));
  return { ...version, release };
}

describe("a request", () => {
  test("holds evidence whose digest is of its very bytes, freezes the version and moves the epoch", async () => {
    const v = await given("asked", { tags: { "signalbox.score": "p", note: "mine" }, signature: { inputs: [column("a")], outputs: [column("p")] } });
    const before = await epoch();
    const release = await requestRelease(deps, dana, { model: "asked", version: 1, environment, comment: "better" });
    expect(release).toMatchObject({ state: "open", kind: "promotion", model: "asked", version: "1", fromVersion: null, requestedBy: { name: "Dana" }, url: `${deps.env.publicUrl}/releases/${release.id}` });
    const row = await deps.db.prisma.release.findUniqueOrThrow({ where: { id: Number(release.id) } });
    expect(createHash("sha256").update(row.evidence).digest("hex")).toBe(release.evidenceDigest);
    expect(canonicalJson(JSON.parse(row.evidence))).toBe(row.evidence);
    const frozen = await deps.db.prisma.frozenVersion.findUniqueOrThrow({ where: { version_id: v.versionId } });
    expect(frozen).toMatchObject({ release_id: row.id, tags: { "signalbox.score": "p" }, artifacts: [{ path: "model.onnx" }] });
    expect(await epoch()).toBe(before + 1);
    expect(await actions(release.id)).toEqual(["release.requested"]);
    const page = await view(release, alex);
    expect(page.evidence.observations).toMatchObject({ comment: "better", incumbentDrift: null });
    expect(page.may.approve).toEqual({ allowed: true, reason: null });
    expect((await view(release)).may.approve.allowed).toBe(false);
    expect(page.history).toEqual([{ at: release.requestedAt, actor: "Dana", text: "asked for v1 in production: “better”" }]);
  });

  test("is refused for what nothing can serve, what is open already and what is not there", async () => {
    await given("pickled", { files: { "model.pkl": "x" } });
    await refusal(ask("pickled", 1), "not_servable");
    await refusal(ask("pickled", 2), "not_found");
    await refusal(ask("nobody", 1), "not_found");
    await given("remote", { files: { "model.pkl": "x" }, tags: { "signalbox.backend": "triton" } });
    expect((await refusal(ask("remote", 1), "not_servable")).message).toContain("'triton'");
    await deps.db.prisma.backend.create({ data: { name: "triton", url: "https://triton.example", timeout_ms: 1000, created_by: dana.id, created_at: new Date(), since: new Date(), probe_at: new Date() } });
    const open = await ask("remote", 1);
    expect((await refusal(ask("remote", 1, alex), "already_open")).extra["id"]).toBe(open.id);
    expect((await requestRelease(deps, dana, { model: "remote", version: 1, environment: "staging" })).state).toBe("open");
  });

  test("of two at once, one is open", async () => {
    await given("twice");
    const outcomes = await Promise.allSettled([ask("twice", 1), ask("twice", 1, alex), ask("twice", 1, bo)]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });
});

describe("a decision", () => {
  test("by approval moves route, history, alias, audit and events at once", async () => {
    const v = await given("line");
    const release = await ask("line", 1);
    expect(await countWaiting(deps, alex)).toBeGreaterThan(0);
    const done = await approve(release);
    expect(done).toMatchObject({ state: "live", decidedBy: { name: "Alex" }, liveAt: deps.clock.now().toISOString() });
    expect(await route("line")).toMatchObject({ version: "1", releaseId: release.id });
    expect(await alias(v.modelId)).toBe(v.versionId);
    expect(await actions(release.id)).toEqual(["release.requested", "release.approved"]);
    expect(await actions("production/line")).toEqual(["route.changed"]);
    const events = await deps.db.prisma.outboxEvent.findMany({ where: { OR: [{ subject: release.id, type: { startsWith: "release." } }, { subject: "production/line" }] }, orderBy: { id: "asc" } });
    expect(events.map((event) => event.type)).toEqual(["release.requested", "release.decided", "route.changed"]);
  });

  test("is somebody else's, with the right", async () => {
    await given("own", { createdBy: bo.id });
    const release = await ask("own", 1, alex);
    await refusal(approve(release, dana), "not_approver");
    await refusal(approve(release, alex), "self_approval");
    await refusal(approve(release, { ...alex, via: "session" }), "self_approval");
    await refusal(approve(release, bo), "self_approval");
    await given("own-scientist");
    await refusal(approve(await ask("own-scientist", 1, dana), dana), "self_approval");
    expect((await approve(release, ada)).state).toBe("live");
  });

  test("to reject needs a comment and leaves the route", async () => {
    await given("unwanted");
    const release = await ask("unwanted", 1);
    const reject = (comment?: string) => decideRelease(deps, alex, { id: Number(release.id), decision: "reject", comment, evidenceDigest: release.evidenceDigest });
    expect((await refusal(reject(" ".trim()), "invalid_input")).fields[0]?.path).toBe("comment");
    expect(await reject("no data card")).toMatchObject({ state: "rejected", decisionComment: "no data card" });
    expect(await route("unwanted")).toBeUndefined();
    const late = await refusal(approve(release, bo), "already_decided");
    expect(late.extra).toMatchObject({ decidedBy: "Alex", decidedById: alex.id, decidedAt: deps.clock.now().toISOString() });
  });

  test("on stale evidence renews it, stays open, and is asked again", async () => {
    const v = await given("stale");
    const release = await ask("stale", 1);
    await logMetric(deps, v.runId, { key: "auc", value: 0.9 });
    expect((await view(release, alex)).conditions.find((condition) => condition.code === "evidence_unchanged")).toMatchObject({ met: false });
    const error = await refusal(approve(release), "evidence_changed");
    const fresh = await view(release, alex);
    expect(error.extra).toMatchObject({ evidenceDigest: fresh.evidenceDigest, changed: ["metrics"] });
    expect(fresh).toMatchObject({ state: "open", metrics: [{ key: "auc", challenger: 0.9 }] });
    expect(fresh.evidence.observations.asOf).toBe(release.requestedAt);
    await refusal(approve(release), "evidence_changed");
    expect((await approve(fresh)).state).toBe("live");
    expect(await actions(release.id)).toEqual(["release.requested", "release.changed", "release.approved"]);
  });

  test("supersedes the one before and makes the others void", async () => {
    const first = await livened("line-of-three", { signature: { inputs: [column("a")], outputs: [] } });
    await given("line-of-three", { metrics: { auc: 0.8 }, signature: { inputs: [column("a"), column("b")], outputs: [] } });
    await given("line-of-three");
    const second = await ask("line-of-three", 2);
    const third = await ask("line-of-three", 3);
    expect(await view(second)).toMatchObject({ fromVersion: "1", metrics: [{ key: "auc", incumbent: 0.7, challenger: 0.8, verdict: "better" }], signatureDiff: { added: [{ name: "b" }], unchanged: 1 } });
    deps.clock.advance(60);
    await approve(second);
    expect([(await view(first.release)).state, (await view(third)).state]).toEqual(["superseded", "void"]);
    await refusal(approve(third), "wrong_state");
    const now = (await servingNow(deps, dana, { environment })).find((item) => item.model === "line-of-three");
    expect(now).toMatchObject({ version: "2", previousVersion: "1", waiting: [] });
    const marks = await routeChanges(deps, { model: "line-of-three", environment, from: new Date(0), to: deps.clock.now() });
    expect(marks.map((mark) => mark.version)).toEqual([1, 2]);
  });

  test("of two approvers at once is one, two hundred times, and the loser is told", async () => {
    await given("raced");
    await given("raced");
    for (let round = 0; round < 200; round += 1) {
      const version = 1 + (round % 2);
      const release = await ask("raced", version);
      const outcomes = await Promise.allSettled([approve(release, alex), approve(release, bo), ...(round % 5 === 0 ? [approve(release, ada)] : [])]);
      const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      expect(won).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "already_decided", extra: { decidedBy: won[0]?.decidedBy?.name, decidedAt: won[0]?.decidedAt } });
      expect(await route("raced")).toMatchObject({ version: String(version), releaseId: release.id });
    }
    const spells = await deps.db.prisma.routeHistory.findMany({ where: { version: { model: { name: "raced" } } } });
    expect([spells.length, spells.filter((spell) => spell.until === null).length]).toEqual([200, 1]);
    expect(await deps.db.prisma.auditEvent.count({ where: { action: "release.approved", detail: { path: ["model"], equals: "raced" } } })).toBe(200);
  }, 300_000);

  test("on many models at once waits in no circle", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `busy-${index}`);
    await Promise.all(names.map((name) => given(name)));
    const releases = await Promise.all(names.map((name) => ask(name, 1)));
    const outcomes = await Promise.allSettled(releases.flatMap((release) => [approve(release, alex), approve(release, bo), withdrawRelease(deps, dana, { id: Number(release.id) })]));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(8);
    for (const outcome of outcomes) if (outcome.status === "rejected") expect(["already_decided", "wrong_state"]).toContain((outcome.reason as SignalboxError).code);
  });
});

test("a request is withdrawn by whoever asked or an administrator", async () => {
  await given("regretted");
  const release = await ask("regretted", 1);
  await refusal(withdrawRelease(deps, bo, { id: Number(release.id) }), "forbidden");
  expect((await withdrawRelease(deps, dana, { id: Number(release.id) })).state).toBe("withdrawn");
  await refusal(withdrawRelease(deps, dana, { id: Number(release.id) }), "wrong_state");
  expect((await withdrawRelease(deps, ada, { id: Number((await ask("regretted", 1)).id) })).state).toBe("withdrawn");
});

describe("a rollback", () => {
  const back = (model: string, more: { actor?: Actor; fromVersion?: number } = {}) => rollbackRoute(deps, more.actor ?? alex, { model, environment, comment: "bad scores", fromVersion: more.fromVersion });

  test("returns to the version before, as a release of its own", async () => {
    const first = await livened("back");
    await given("back");
    const second = await approve(await ask("back", 2));
    await refusal(back("back", { actor: dana }), "not_approver");
    expect((await refusal(back("back", { fromVersion: 1 }), "route_changed")).extra["version"]).toBe("2");
    expect(await view(second, alex)).toMatchObject({ may: { rollback: { allowed: true, toVersion: "1" } } });
    const done = await back("back", { fromVersion: 2 });
    expect(done).toMatchObject({ model: "back", version: "1", fromVersion: "2" });
    expect(await view({ id: done.releaseId })).toMatchObject({ kind: "rollback", state: "live", decidedBy: { name: "Alex" }, fromVersion: "2" });
    expect([(await view(second)).state, (await view(first.release)).state]).toEqual(["rolledBack", "superseded"]);
    expect(await route("back")).toMatchObject({ version: "1", releaseId: done.releaseId });
    expect(await alias(first.modelId)).toBe(first.versionId);
    expect(await actions(done.releaseId)).toEqual(["release.rolled_back"]);
    const told = await deps.db.prisma.outboxEvent.findMany({ where: { hook: { path: ["entity"], equals: "RELEASE" }, data: { path: ["model"], equals: "back" } }, select: { hook: true }, orderBy: { id: "asc" } });
    const [one, two, three] = [first.release.id, second.id, done.releaseId];
    expect(told.map(({ hook }) => (hook as { action: string; data: { release_id: string } })).map(({ action, data }) => [action, data.release_id])).toEqual([
      ["REQUESTED", one], ["APPROVED", one], ["LIVE", one], ["REQUESTED", two], ["APPROVED", two], ["SUPERSEDED", one], ["LIVE", two], ["ROLLED_BACK", two], ["LIVE", three],
    ]);
    expect(told.at(-1)?.hook).toMatchObject({ action: "LIVE", model: "back", data: { name: "back", version: "1", environment: "production", by: "Alex", url: `${deps.env.publicUrl}/releases/${three}` } });
    await refusal(back("back"), "wrong_state");
    await refusal(back("never-served"), "not_found");
  });

  test("clicked twice at once happens once", async () => {
    await livened("clicked");
    await given("clicked");
    await approve(await ask("clicked", 2));
    await given("clicked");
    await approve(await ask("clicked", 3));
    const outcomes = await Promise.allSettled([back("clicked", { fromVersion: 3 }), back("clicked", { actor: bo, fromVersion: 3 })]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await route("clicked"))?.version).toBe("2");
  });
});

test("the list pages by its own order", async () => {
  const all = await listReleases(deps, dana, { limit: 200, model: "raced" });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listReleases(deps, dana, { limit: 70, model: "raced", cursor });
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(all.items.map((item) => item.id));
  expect((await listReleases(deps, dana, { limit: 10, state: "live", environment, model: "raced" })).items).toHaveLength(1);
  await refusal(listReleases(deps, dana, { limit: 10, cursor: "nonsense" }), "invalid_input");
});
