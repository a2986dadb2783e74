import { beforeAll, describe, expect, test } from "vitest";
import { issueToken } from "../../../domains/identity/index.ts";
import { givenVersion } from "../../../testing/builders.ts";
import { testActor, testDeps } from "../../../testing/harness.ts";
import { listAliases, protectAlias } from "../../../domains/registry/index.ts";
import { decideRelease, listReleases, requestRelease } from "../../../domains/releases/index.ts";
import { at, openWire, type Answer, type Body, type Wire } from "./testing.ts";

const deps = await testDeps();
const author = await testActor(deps, "scientist", "An author");
const admin = await testActor(deps, "admin", "Ada");
let wire: Wire;
let approver: string;
beforeAll(async () => {
  wire = await openWire(deps);
  approver = await issueToken(deps, { email: "approver@test.local", name: "An approver", role: "approver" });
  for (const files of [undefined, undefined, { "model.pkl": "x" }]) await givenVersion(deps, { model: "Guarded", createdBy: author.id, ...(files ? { files } : {}) });
  await protectAlias(deps, admin, { alias: "champion", model: "Guarded" });
});

const alias = (method: string, values: Body, token = wire.token): Promise<Answer> =>
  wire.raw("/api/2.0/mlflow/registered-models/alias", { method, body: JSON.stringify({ name: "Guarded", ...values }), headers: { "content-type": "application/json", authorization: `Bearer ${token}` } });
const resolved = async (name: string) => at((await wire.call("GET", "registered-models/alias", { name: "Guarded", alias: name })).body, "model_version.version");
const open = async () => (await listReleases(deps, admin, { limit: 50, state: "open" })).items;
const urlIn = (answer: Answer) => /https?:\/\/\S+$/.exec(String(answer.body["message"]))?.[0];

/** MLflow's error body of a refusal for lack of a right, with the address of an open request. */
function refusedWith(answer: Answer): string {
  expect(answer.status).toBe(403);
  expect(Object.keys(answer.body).toSorted()).toEqual(["error_class", "error_code", "message", "sqlstate"]);
  expect(answer.body).toMatchObject({ error_code: "PERMISSION_DENIED", error_class: "PERMISSION_DENIED" });
  const url = urlIn(answer);
  expect(url).toMatch(new RegExp(`^${deps.env.publicUrl}/releases/\\d+$`));
  return url ?? "";
}

describe("a protected alias by MLflow's API", () => {
  test("is refused with the request that the call opened in the caller's name; a repeat finds it", async () => {
    const urls = (await Promise.all([alias("POST", { alias: "champion", version: "1" }), alias("POST", { alias: "champion", version: "1" })])).map(refusedWith);
    urls.push(refusedWith(await alias("POST", { alias: "champion", version: "1" })));
    const [release, ...more] = await open();
    expect(more).toEqual([]);
    expect(new Set(urls)).toEqual(new Set([release?.url]));
    expect(release).toMatchObject({ kind: "alias", alias: "champion", version: "1", requestedBy: { name: "A scientist" } });
    expect(await resolved("champion")).toBeUndefined();
    await decideRelease(deps, admin, { id: Number(release?.id), decision: "approve", evidenceDigest: release?.evidenceDigest ?? "" });
    expect(await resolved("champion")).toBe("1");
  });

  test("is moved by somebody with the right, and taken away on request only by somebody without", async () => {
    expect((await alias("POST", { alias: "champion", version: "2" }, approver)).status).toBe(200);
    const url = refusedWith(await alias("DELETE", { alias: "champion" }));
    expect(refusedWith(await alias("DELETE", { alias: "champion" }))).toBe(url);
    expect(await resolved("champion")).toBe("2");
    expect((await alias("DELETE", { alias: "champion" }, approver)).status).toBe(200);
    expect([await resolved("champion"), await open()]).toEqual([undefined, []]);
    expect((await alias("DELETE", { alias: "champion" })).status).toBe(200);
  });

  test("of an environment is refused for everybody, as a promotion and as a retirement", async () => {
    const url = refusedWith(await alias("POST", { alias: "Production", version: "2" }, approver));
    const [promotion] = await open();
    expect(promotion).toMatchObject({ kind: "promotion", environment: "production", url, requestedBy: { name: "An approver" } });
    await decideRelease(deps, admin, { id: Number(promotion?.id), decision: "approve", evidenceDigest: promotion?.evidenceDigest ?? "" });
    expect(await resolved("production")).toBe("2");
    const leave = refusedWith(await alias("DELETE", { alias: "production" }));
    expect((await open())[0]).toMatchObject({ kind: "retirement", url: leave });
  });

  test("says why when no request can be opened", async () => {
    const answer = await alias("POST", { alias: "staging", version: "3" });
    expect([answer.status, answer.body["error_code"]]).toEqual([403, "PERMISSION_DENIED"]);
    expect(answer.body["message"]).toMatch(/No request could be opened.*no \.onnx file.*\/models\/Guarded\/versions\/3$/);
    expect((await alias("POST", { alias: "staging", version: "9" })).status).toBe(404);
  });
});

describe("a prompt", () => {
  const prompt = [{ key: "mlflow.prompt.is_prompt", value: "true" }];
  const move = (method: string, name: string, of = "production") => wire.call(method, "registered-models/alias", { name, alias: of, ...(method === "POST" ? { version: "1" } : {}) });
  beforeAll(async () => {
    await wire.call("POST", "registered-models/create", { name: "Greeting", tags: prompt });
    await wire.call("POST", "model-versions/create", { name: "Greeting", source: "dummy-source", tags: prompt });
    await protectAlias(deps, admin, { alias: "held", model: "Greeting" });
  });

  test("is in no environment, so an environment's name is a free alias of it; what a rule protects is not", async () => {
    expect((await move("POST", "Greeting")).status).toBe(200);
    expect(at((await wire.call("GET", "registered-models/alias", { name: "Greeting", alias: "production" })).body, "model_version.version")).toBe("1");
    refusedWith(await move("POST", "Greeting", "held"));
    expect((await listAliases(deps, admin, { model: "Greeting", limit: 5 })).items).toMatchObject([{ alias: "production", protectedBy: null }]);
    await expect(requestRelease(deps, author, { model: "Greeting", version: 1, environment: "production" })).rejects.toMatchObject({ code: "not_servable" });
    expect((await move("DELETE", "Greeting")).status).toBe(200);
  });

  test("and a model do not become each other once they have had versions", async () => {
    const tagged = await wire.call("POST", "registered-models/set-tag", { name: "Guarded", key: "mlflow.prompt.is_prompt", value: "true" });
    expect([tagged.status, tagged.body["error_code"], tagged.body["message"]]).toEqual([400, "INVALID_PARAMETER_VALUE", expect.stringContaining("cannot become a prompt")]);
    expect((await wire.call("DELETE", "registered-models/delete-tag", { name: "Greeting", key: "mlflow.prompt.is_prompt" })).status).toBe(400);
    expect((await move("POST", "Guarded", "staging")).status).toBe(403);
    await wire.call("POST", "registered-models/create", { name: "Undecided" });
    expect((await wire.call("POST", "registered-models/set-tag", { name: "Undecided", key: "mlflow.prompt.is_prompt", value: "true" })).status).toBe(200);
    expect((await wire.call("DELETE", "registered-models/delete-tag", { name: "Undecided", key: "mlflow.prompt.is_prompt" })).status).toBe(200);
  });
});

test("a stage moves no route, no alias and no release", async () => {
  const before = [await resolved("production"), await deps.db.prisma.route.findMany(), await deps.db.prisma.release.count(), await deps.db.prisma.aliasChange.count()];
  const answer = await wire.call("POST", "model-versions/transition-stage", { name: "Guarded", version: "1", stage: "Production", archive_existing_versions: true });
  expect([answer.status, at(answer.body, "model_version.current_stage")]).toEqual([200, "Production"]);
  expect([await resolved("production"), await deps.db.prisma.route.findMany(), await deps.db.prisma.release.count(), await deps.db.prisma.aliasChange.count()]).toEqual(before);
});
