import { expect, test } from "vitest";
import { givenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { issueToken } from "../identity/index.ts";
import { decideRelease, requestRelease, rollbackRoute } from "../releases/index.ts";
import { servingSnapshot as snapshotShape } from "./contract.ts";
import { listReplicas, reportReplica, servingEpoch, servingSnapshot } from "./index.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const alex = await testActor(deps, "approver", "Alex");
const environment = "production";

const given = (baseline?: "pending" | "ready") => givenVersion(deps, {
  model: "m", createdBy: dana.id, tags: { "signalbox.score": "p", other: "x" }, ...(baseline ? { baseline: { state: baseline, profile: { formatVersion: 1 } } } : {}),
});
const ask = (version: number) => requestRelease(deps, dana, { model: "m", version, environment });
async function live(version: number) {
  const release = await ask(version);
  return decideRelease(deps, alex, { id: Number(release.id), decision: "approve", evidenceDigest: release.evidenceDigest });
}
/** What a process would hold: routed versions, and those kept warm. */
async function held() {
  const snapshot = snapshotShape.parse(await servingSnapshot(deps));
  return { routed: snapshot.routes.map((route) => [route.environment, route.model, ...route.entries.map((entry) => entry.version)]), warm: snapshot.warm.map((version) => version.version) };
}

test("a snapshot follows requests, decisions and rollbacks", async () => {
  await given("ready");
  await given("pending");
  await given();
  expect(await held()).toEqual({ routed: [], warm: [] });
  const first = await ask(1);
  expect(await held()).toEqual({ routed: [], warm: ["1"] });
  const { epoch: before } = await servingEpoch(deps.db);
  await decideRelease(deps, alex, { id: Number(first.id), decision: "approve", evidenceDigest: first.evidenceDigest });
  expect((await servingEpoch(deps.db)).epoch).toBeGreaterThan(before);
  expect(await held()).toEqual({ routed: [[environment, "m", "1"]], warm: [] });
  await live(2);
  expect(await held()).toEqual({ routed: [[environment, "m", "2"]], warm: ["1"] });
  await live(3);
  expect(await held()).toEqual({ routed: [[environment, "m", "3"]], warm: ["2"] });
  await rollbackRoute(deps, alex, { model: "m", environment, comment: "bad" });
  expect(await held()).toEqual({ routed: [[environment, "m", "2"]], warm: ["1"] });
  await ask(3);
  expect(await held()).toEqual({ routed: [[environment, "m", "2"]], warm: ["1", "3"] });
});

test("a version is what its release froze, with its profile once that is ready", async () => {
  const { versions, epoch } = await servingSnapshot(deps);
  expect(epoch).toBe((await servingEpoch(deps.db)).epoch);
  expect(versions.map((version) => [version.version, version.baseline])).toEqual([["1", { formatVersion: 1 }], ["2", null], ["3", null]]);
  expect(versions[0]).toMatchObject({ model: "m", tags: { "signalbox.score": "p" }, artifacts: [{ path: "model.onnx" }], signature: null });
});

test("tokens are hashes with their person's role, and those of demo people only in the demo", async () => {
  const token = await issueToken(deps, { email: "prober@test.local", role: "approver" });
  await issueToken(deps, { email: "scientist@demo.local" });
  const { tokens } = await servingSnapshot(deps);
  expect(tokens).toHaveLength(1);
  expect(tokens[0]?.role).toBe("approver");
  expect(JSON.stringify(tokens)).not.toContain(token);
  expect((await servingSnapshot({ ...deps, env: { ...deps.env, demo: true } })).tokens).toHaveLength(2);
});

test("a replica is alive while it says so", async () => {
  const replicaId = deps.ids.uuid();
  const loaded = [{ model: "m", version: "2", environments: [environment], state: "READY" as const, reason: null, memoryBytes: 2048, place: "ownProcess" as const, final: false }];
  const report = (incarnation: number) => reportReplica(deps, { replicaId, incarnation, address: "127.0.0.1:9", startedAt: deps.clock.now(), loaded, backends: [], spool: { deltas: 2, bytes: 10, limitBytes: 100, oldestAt: null } });
  await report(2);
  await report(1);
  expect(await listReplicas(deps, dana)).toMatchObject([{ id: replicaId, incarnation: 2, address: "127.0.0.1:9", alive: true, loaded }]);
  deps.clock.advance(11);
  expect((await listReplicas(deps, dana))[0]?.alive).toBe(false);
});
