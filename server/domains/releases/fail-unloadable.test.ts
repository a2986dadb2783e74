import { expect, test } from "vitest";
import { givenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { LoadedVersion } from "../serving/contract.ts";
import { reportReplica } from "../serving/index.ts";
import { decideRelease, failUnloadable, getRelease, listEnvironments, requestRelease, rollbackRoute } from "./index.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const alex = await testActor(deps, "approver", "Alex");
const environment = "production";
const replicaId = deps.ids.uuid();

async function live(version: number) {
  const release = await requestRelease(deps, dana, { model: "m", version, environment });
  await decideRelease(deps, alex, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
  return Number(release.id);
}
const says = (version: number, said: Partial<LoadedVersion>) => reportReplica(deps, {
  backends: [], spool: { deltas: 0, bytes: 0, limitBytes: 1, oldestAt: null },
  replicaId, incarnation: 1, address: "127.0.0.1:9", startedAt: deps.clock.now(),
  loaded: [{ model: "m", version: String(version), environments: [environment], state: "UNAVAILABLE", reason: "the file is broken", memoryBytes: 0, place: null, final: true, ...said }],
});
const serves = async () => (await listEnvironments(deps, dana)).find(({ name }) => name === environment)?.routes.map(({ version, releaseId }) => [version, Number(releaseId)]);
const alias = async () => (await deps.db.prisma.modelAlias.findFirst({ where: { alias: environment }, select: { version: { select: { version: true } } } }))?.version.version;
const state = async (id: number) => (await getRelease(deps, dana, { id })).state;

test("a version that no process can load gives the route back, and says why", async () => {
  for (let version = 1; version <= 3; version += 1) await givenVersion(deps, { model: "m", createdBy: dana.id });
  const first = await live(1);
  const second = await live(2);
  await says(2, { final: false });
  expect(await failUnloadable(deps)).toBe(0);
  await says(2, {});
  expect([await failUnloadable(deps), await failUnloadable(deps)]).toEqual([1, 0]);
  expect([await state(first), await state(second), await serves(), await alias()]).toEqual(["live", "failed", [["1", first]], 1]);
  const failed = await getRelease(deps, dana, { id: second });
  expect(failed.history.at(-1)).toMatchObject({ actor: "Signalbox", text: "could not serve it, and put the route back: “the file is broken”" });
  expect((await getRelease(deps, dana, { id: first })).history.at(-1)?.text).toBe(`made it serve again, because release ${second} failed`);
  expect(await deps.db.prisma.auditEvent.count({ where: { action: "release.failed", subject: String(second) } })).toBe(1);
  // A later release goes on from what serves, and a rollback of it does not go to the one that failed.
  const third = await live(3);
  expect([await state(third), await state(first)]).toEqual(["live", "superseded"]);
  await rollbackRoute(deps, alex, { model: "m", environment, comment: "back" });
  expect((await serves())?.map(([version]) => version)).toEqual(["1"]);
});

test("the first of all leaves nothing behind", async () => {
  await givenVersion(deps, { model: "only", createdBy: dana.id });
  const release = await requestRelease(deps, dana, { model: "only", version: 1, environment: "staging" });
  await decideRelease(deps, alex, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
  await says(1, { model: "only" });
  expect(await failUnloadable(deps)).toBe(1);
  expect([await state(Number(release.id)), (await listEnvironments(deps, dana)).find(({ name }) => name === "staging")?.routes]).toEqual(["failed", []]);
});
