import { describe, expect, test } from "vitest";
import { givenVersion, type GivenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { deleteModel, deleteVersion, listAliasChanges, listAliases, listAliasProtections, protectAlias, unprotectAlias } from "../registry/index.ts";
import { SignalboxError, type ErrorCode } from "../../shared/errors.ts";
import { releaseTitle, type ReleaseListItem } from "./contract.ts";
import { decideRelease, deleteAliasOrAsk, getRelease, listReleases, requestRelease, rollbackRoute, setAliasOrAsk, withdrawRelease } from "./index.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const cy = await testActor(deps, "scientist", "Cy");
const alex = await testActor(deps, "approver", "Alex");
const bo = await testActor(deps, "approver", "Bo");
const ada = await testActor(deps, "admin", "Ada");

const given = (model: string, more: Partial<GivenVersion> = {}) => givenVersion(deps, { model, createdBy: cy.id, metrics: { auc: 0.7 }, ...more });
const set = (actor: Actor, model: string, to: { alias: string; version: number }) => setAliasOrAsk(deps, actor, { name: model, alias: to.alias, version: String(to.version) });
const remove = (actor: Actor, model: string, alias: string) => deleteAliasOrAsk(deps, actor, { name: model, alias });
const approve = (release: ReleaseListItem, actor: Actor = alex) => decideRelease(deps, actor, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
const open = async (model: string) => (await listReleases(deps, dana, { limit: 50, model, state: "open" })).items;
const aliases = async (model: string) => Object.fromEntries((await listAliases(deps, dana, { model, limit: 50 })).items.map((item) => [item.alias, item.version]));
const moves = async (model: string) => (await listAliasChanges(deps, dana, { model, limit: 50 })).items.map(({ alias, from, to, actor, approvedBy }) => `${alias} ${from ?? "–"}→${to ?? "–"} ${actor.name}${approvedBy === null ? "" : `, ${approvedBy} approved`}`);

async function refusal(work: Promise<unknown>, code: ErrorCode): Promise<SignalboxError> {
  const error: unknown = await work.then(() => new Error("it was not refused"), (thrown: unknown) => thrown);
  if (!(error instanceof SignalboxError)) throw error;
  expect(error.code).toBe(code);
  return error;
}

async function only<Item>(items: Promise<Item[]>): Promise<Item> {
  const [item, ...more] = await items;
  if (item === undefined || more.length > 0) throw new Error("not exactly one");
  return item;
}

describe("an alias that nothing protects", () => {
  test("is moved by anybody, and every move is kept", async () => {
    await given("free");
    await given("free");
    await set(dana, "free", { alias: "best", version: 1 });
    await set(alex, "free", { alias: "best", version: 2 });
    await set(alex, "free", { alias: "best", version: 2 });
    await remove(dana, "free", "best");
    await remove(dana, "free", "best");
    await set(dana, "free", { alias: "old", version: 1 });
    await deleteVersion(deps, cy, { name: "free", version: "1" });
    expect(await moves("free")).toEqual(["old 1→– Cy", "old –→1 Dana", "best 2→– Dana", "best 1→2 Alex", "best –→1 Dana"]);
    expect(await aliases("free")).toEqual({});
    const page = await listAliasChanges(deps, dana, { model: "free", limit: 2, alias: "best" });
    expect((await listAliasChanges(deps, dana, { model: "free", limit: 2, alias: "best", cursor: page.nextCursor ?? "" })).items.map((item) => item.to)).toEqual(["1"]);
  });
});

describe("a protected alias", () => {
  test("takes the right to protect, is kept as a reader takes it, and is made and lifted with an audit row", async () => {
    await given("guarded");
    await refusal(protectAlias(deps, dana, { alias: "gold", model: "guarded" }), "forbidden");
    await refusal(protectAlias(deps, alex, { alias: "gold" }), "forbidden");
    await refusal(protectAlias(deps, ada, { alias: "Production" }), "already_exists");
    await refusal(protectAlias(deps, ada, { alias: "a.b" }), "invalid_input");
    await refusal(protectAlias(deps, ada, { alias: "gold", model: "nobody" }), "not_found");
    const own = await protectAlias(deps, alex, { alias: "Gold", model: "guarded" });
    expect(own).toMatchObject({ alias: "gold", model: "guarded", createdBy: { name: "Alex" } });
    await refusal(protectAlias(deps, ada, { alias: "GOLD", model: "guarded" }), "already_exists");
    const all = await protectAlias(deps, ada, { alias: "everywhere" });
    expect((await listAliasProtections(deps, dana, { model: "guarded", limit: 50 })).items.map((item) => [item.alias, item.model])).toEqual([["gold", "guarded"], ["everywhere", null]]);
    await refusal(unprotectAlias(deps, alex, { id: Number(all.id) }), "forbidden");
    await unprotectAlias(deps, ada, { id: Number(all.id) });
    await refusal(unprotectAlias(deps, ada, { id: Number(all.id) }), "not_found");
    const rows = await deps.db.prisma.auditEvent.findMany({ where: { action: { in: ["alias.protected", "alias.unprotected"] } }, orderBy: { seq: "asc" } });
    expect(rows.map((row) => [row.action, row.subject])).toEqual([["alias.protected", "guarded"], ["alias.protected", "everywhere"], ["alias.unprotected", "everywhere"]]);
  });

  test("is asked for by whoever may not move it, once, and moves when somebody else approves", async () => {
    await given("asked");
    await given("asked", { files: { "model.pkl": "nothing serves it" } });
    await protectAlias(deps, alex, { alias: "champion", model: "asked" });
    await set(alex, "asked", { alias: "champion", version: 1 });
    const first = await refusal(set(dana, "asked", { alias: "Champion", version: 2 }), "forbidden");
    await remove(dana, "asked", "Champion");
    const release = await only(open("asked"));
    expect(first.message).toContain(release.url);
    expect(release).toMatchObject({ kind: "alias", alias: "Champion", environment: null, removes: false, version: "2", fromVersion: null, requestedBy: { name: "Dana" } });
    const again = await refusal(set(dana, "asked", { alias: "Champion", version: 2 }), "forbidden");
    expect([again.message.includes(release.url), again.extra["releaseId"]]).toEqual([true, release.id]);
    await withdrawRelease(deps, dana, { id: Number(release.id) });

    await refusal(set(dana, "asked", { alias: "champion", version: 2 }), "forbidden");
    const asked = await only(open("asked"));
    expect(releaseTitle(asked)).toBe("Set champion of asked to v2");
    const view = await getRelease(deps, alex, { id: Number(asked.id) });
    expect(view.evidence.terms).toMatchObject({ environment: null, change: { act: "setAlias", alias: "champion", from: "1", to: "2" }, incumbent: { version: "1", releaseId: null }, artifacts: [{ path: "model.pkl" }] });
    expect(view.history.map((event) => event.text)).toEqual(["asked for the alias champion to be set to v2"]);
    expect([view.may.approve.allowed, view.may.rollback.allowed]).toEqual([true, false]);
    await refusal(approve(asked, dana), "self_approval");
    await refusal(approve(asked, { ...cy, role: "approver" }), "self_approval");
    expect((await approve(asked)).state).toBe("live");
    expect(await aliases("asked")).toEqual({ champion: "2" });
    expect((await moves("asked"))[0]).toBe("champion 1→2 Alex, Alex approved");
    expect((await listAliases(deps, dana, { model: "asked", limit: 1 })).items[0]).toMatchObject({ protectedBy: "model", releaseId: asked.id });
  });

  test("is taken away the same way, and what is open for it becomes void", async () => {
    await given("dropped");
    await given("dropped");
    await set(dana, "dropped", { alias: "champion", version: 1 });
    await protectAlias(deps, alex, { alias: "champion", model: "dropped" });
    await refusal(set(dana, "dropped", { alias: "champion", version: 2 }), "forbidden");
    await refusal(remove(cy, "dropped", "champion"), "forbidden");
    const [removal, setting] = await open("dropped");
    expect(removal).toMatchObject({ removes: true, version: "1", alias: "champion" });
    if (removal === undefined || setting === undefined) throw new Error("two are open");
    expect(await aliases("dropped")).toEqual({ champion: "1" });
    await approve(removal, bo);
    expect(await aliases("dropped")).toEqual({});
    expect((await getRelease(deps, dana, { id: Number(setting.id) })).state).toBe("void");
    await remove(dana, "dropped", "champion");
    expect(await open("dropped")).toEqual([]);
  });

  test("moved by somebody with the right leaves nothing open and supersedes what a release did", async () => {
    await given("direct");
    await given("direct");
    await protectAlias(deps, alex, { alias: "champion", model: "direct" });
    await refusal(set(dana, "direct", { alias: "champion", version: 1 }), "forbidden");
    const done = await approve(await only(open("direct")));
    await refusal(set(dana, "direct", { alias: "champion", version: 2 }), "forbidden");
    const waiting = await only(open("direct"));
    await set(bo, "direct", { alias: "champion", version: 2 });
    const states = await Promise.all([done, waiting].map(async (release) => (await getRelease(deps, dana, { id: Number(release.id) })).state));
    expect(states).toEqual(["superseded", "void"]);
    expect((await getRelease(deps, dana, { id: Number(waiting.id) })).history.at(-1)?.text).toBe("made it void by moving the alias themselves");
  });

  test("of two calls at once opens one request, and both callers are given it", async () => {
    await given("raced");
    await protectAlias(deps, ada, { alias: "gold" });
    let moved = false;
    for (let round = 0; round < 10; round += 1) {
      const refusals = await Promise.all([dana, dana, dana, cy].map((actor) => refusal(set(actor, "raced", { alias: "gold", version: 1 }), "forbidden")));
      const release = await only(open("raced"));
      expect(new Set(refusals.map((error) => error.extra["url"]))).toEqual(new Set([release.url]));
      const outcomes = await Promise.allSettled([approve(release), withdrawRelease(deps, ada, { id: Number(release.id) })]);
      expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
      moved ||= outcomes[0]?.status === "fulfilled";
      expect(await aliases("raced")).toEqual(moved ? { gold: "1" } : {});
    }
    const changes = await deps.db.prisma.aliasChange.count({ where: { alias: "gold", model: { name: "raced" } } });
    expect(changes).toBe(moved ? 1 : 0);
  });

  test("holds its version and its model", async () => {
    await given("held");
    await protectAlias(deps, alex, { alias: "gold", model: "held" });
    await set(alex, "held", { alias: "gold", version: 1 });
    expect((await refusal(deleteVersion(deps, dana, { name: "held", version: "1" }), "forbidden")).message).toContain("'gold'");
    await refusal(deleteModel(deps, dana, { name: "held" }), "forbidden");
    await deleteVersion(deps, alex, { name: "held", version: "1" });
    expect((await moves("held"))[0]).toBe("gold 1→– Alex");
  });
});

describe("an environment's alias", () => {
  const environment = "production";
  const back = (model: string, fromVersion?: number) => rollbackRoute(deps, alex, { model, environment, comment: "back", fromVersion });
  async function serving(model: string) {
    const version = await given(model);
    await approve(await requestRelease(deps, dana, { model, version: version.version, environment }));
    return version;
  }
  const epoch = async () => Number((await deps.db.prisma.setting.findUniqueOrThrow({ where: { key: "serving.epoch" } })).value);

  test("is a promotion to ask for, for administrators too", async () => {
    await given("wanted");
    const error = await refusal(set(ada, "wanted", { alias: "production", version: 1 }), "forbidden");
    const release = await only(open("wanted"));
    expect(release).toMatchObject({ kind: "promotion", environment: "production", alias: null, requestedBy: { name: "Ada" } });
    expect(error.message).toContain(release.url);
    expect((await refusal(set(dana, "wanted", { alias: "ＰＲＯＤＵＣＴＩＯＮ", version: 1 }), "forbidden")).message).toContain(release.url);
    await approve(release);
    expect(await moves("wanted")).toEqual(["production –→1 Alex, Alex approved"]);
  });

  test("of what nothing can serve says why no request could be opened", async () => {
    await given("pickled", { files: { "model.pkl": "x" } });
    const error = await refusal(set(dana, "pickled", { alias: "staging", version: 1 }), "forbidden");
    expect(error.message).toMatch(/No request could be opened.*no \.onnx file/);
    await refusal(set(dana, "pickled", { alias: "staging", version: 2 }), "not_found");
    expect((await refusal(remove(dana, "pickled", "staging"), "forbidden")).message).toContain("There is nothing to ask for");
    expect(await open("pickled")).toEqual([]);
  });

  test("taken away is a retirement: the route, its spell and the alias end, and a rollback brings the version back", async () => {
    await serving("leaving");
    const second = await serving("leaving");
    await given("leaving");
    const third = await requestRelease(deps, dana, { model: "leaving", version: 3, environment });
    const error = await refusal(remove(dana, "leaving", "production"), "forbidden");
    const release = (await open("leaving")).find((item) => item.kind === "retirement");
    if (release === undefined) throw new Error("a retirement is open");
    expect(error.message).toContain(release.url);
    expect(release).toMatchObject({ version: "2", environment: "production", alias: null });
    expect(releaseTitle(release)).toBe("Take leaving v2 out of production");
    deps.clock.advance(60);
    const before = await epoch();
    await approve(release);
    expect(await epoch()).toBe(before + 1);
    expect(await aliases("leaving")).toEqual({});
    expect(await deps.db.prisma.route.count({ where: { model_id: second.modelId } })).toBe(0);
    expect(await deps.db.prisma.routeHistory.findFirst({ where: { version_id: second.versionId } })).toMatchObject({ until: deps.clock.now(), rolled_back: false });
    expect((await getRelease(deps, dana, { id: Number(third.id) })).state).toBe("void");
    expect((await getRelease(deps, alex, { id: Number(release.id) })).may.rollback).toMatchObject({ allowed: true, toVersion: "2" });
    expect(await deps.db.prisma.auditEvent.findFirst({ where: { action: "route.changed", subject: "production/leaving" }, orderBy: { seq: "desc" } })).toMatchObject({ detail: { version: null, fromVersion: "2" } });

    await refusal(back("leaving", 2), "route_changed");
    expect(await back("leaving")).toMatchObject({ version: "2", fromVersion: null });
    expect((await getRelease(deps, alex, { id: Number(release.id) })).state).toBe("rolledBack");
    expect(await aliases("leaving")).toEqual({ production: "2" });
    expect(await back("leaving", 2)).toMatchObject({ version: "1", fromVersion: "2" });
  });

  test("is served again by a promotion after its retirement", async () => {
    await serving("returning");
    await refusal(remove(alex, "returning", "production"), "forbidden");
    const release = await only(open("returning"));
    await refusal(approve(release, alex), "self_approval");
    await approve(release, bo);
    await approve(await requestRelease(deps, dana, { model: "returning", version: 1, environment }));
    expect((await getRelease(deps, dana, { id: Number(release.id) })).state).toBe("superseded");
    expect(await aliases("returning")).toEqual({ production: "1" });
  });
});
