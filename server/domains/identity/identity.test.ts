import { expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import { acceptInviteInput, type Role } from "./contract.ts";
import { acceptInvite, actorFromHeaders, actorFromToken, answerOnce, authorise, createAuth, createInvite, createToken, ensureFirstAdminInvite, issueToken, listPeople, listTokens, personNames, revokeToken, seedDemoPeople, servingTokens, signInDemo } from "./index.ts";

const deps = await testDeps();
const demoDeps = { ...deps, env: { ...deps.env, demo: true } };
const auth = createAuth(deps);
const headers = (authorization: string) => new Headers({ authorization });
const epoch = async () => (await deps.db.pool.query<{ value: number }>(`SELECT value FROM setting WHERE key = 'serving.epoch'`)).rows[0]?.value;
const lastAudit = async () => (await deps.db.pool.query<{ action: string }>(`SELECT action FROM audit_event ORDER BY seq DESC LIMIT 1`)).rows[0]?.action;
const inviteToken = (url: string) => url.split("/").at(-1) ?? "";

test("a token is shown once and kept as a hash", async () => {
  const token = await issueToken(deps, { email: "Ann@Example.com", role: "approver", name: "Ann" });
  expect(token).toMatch(/^sbx_[\w-]{43}$/);
  const kept = await deps.db.pool.query<{ hash: string }>(`SELECT hash FROM api_token`);
  expect(kept.rows.map((row) => row.hash)).not.toContain(token);
  expect(JSON.stringify((await deps.db.pool.query(`SELECT * FROM audit_event`)).rows)).not.toContain(token);
  expect(await actorFromToken(deps, token)).toMatchObject({ email: "ann@example.com", name: "Ann", role: "approver", via: "token" });
  expect(await servingTokens(deps)).toContainEqual({ hash: kept.rows[0]?.hash, role: "approver" });
});

test("--role moves the person, downward too, and so every token of theirs", async () => {
  const first = await issueToken(deps, { email: "bo@example.com", role: "admin" });
  const before = await epoch();
  await issueToken(deps, { email: "bo@example.com", role: "scientist" });
  expect((await actorFromToken(deps, first))?.role).toBe("scientist");
  expect(await epoch()).toBe((before ?? 0) + 1);
  await issueToken(deps, { email: "bo@example.com" });
  expect((await actorFromToken(deps, first))?.role).toBe("scientist");
});

test("two commands at once make one person", async () => {
  const tokens = await Promise.all(["a", "b", "c"].map(() => issueToken(deps, { email: "twin@x" })));
  const actors = await Promise.all(tokens.map((token) => actorFromToken(deps, token)));
  expect(new Set(actors.map((actor) => actor?.id)).size).toBe(1);
});

test.each<[string, (token: string) => string, boolean]>([
  ["a bearer", (token) => `Bearer ${token}`, true],
  ["a bearer in lower case", (token) => `bearer ${token}`, true],
  ["Basic with the token as password", (token) => `Basic ${btoa(`anyone:${token}`)}`, true],
  ["Basic with the token as user", (token) => `Basic ${btoa(`${token}:`)}`, false],
  ["a bearer that is not ours", () => "Bearer abc", false],
  ["an empty bearer", () => "Bearer ", false],
  ["another scheme", (token) => `Token ${token}`, false],
])("%s", async (_name, authorization, accepted) => {
  const token = await issueToken(deps, { email: "carl@example.com" });
  expect((await actorFromHeaders(deps, auth, headers(authorization(token)))) !== null).toBe(accepted);
});

test("its last use is written at most once a minute", async () => {
  const token = await issueToken(deps, { email: "dora@example.com" });
  const used = async () => (await deps.db.pool.query<{ at: Date | null }>(`SELECT t.last_used_at AS at FROM api_token t JOIN "user" u ON u.id = t.user_id WHERE u.email = 'dora@example.com'`)).rows[0]?.at?.getTime();
  await actorFromToken(deps, token);
  const first = await used();
  deps.clock.advance(30);
  await actorFromToken(deps, token);
  expect(await used()).toBe(first);
  deps.clock.advance(31);
  await actorFromToken(deps, token);
  expect(await used()).toBe((first ?? 0) + 61_000);
});

test("one makes and revokes one's own tokens; an administrator anybody's", async () => {
  const [eve, mallory, admin] = [await testActor(deps, "scientist", "Eve"), await testActor(deps, "approver", "Mallory"), await testActor(deps, "admin")];
  const made = await createToken(deps, eve, { name: "ci" });
  expect(await lastAudit()).toBe("token.created");
  expect(await listTokens(deps, eve)).toMatchObject([{ id: made.id, name: "ci" }]);
  expect(await listTokens(deps, mallory)).toEqual([]);
  await expect(revokeToken(deps, mallory, { id: made.id })).rejects.toMatchObject({ code: "not_found" });
  expect(await actorFromToken(deps, made.token)).toMatchObject({ id: eve.id });
  await revokeToken(deps, admin, { id: made.id });
  expect(await lastAudit()).toBe("token.revoked");
  expect(await actorFromToken(deps, made.token)).toBeNull();
  await expect(revokeToken(deps, eve, { id: made.id })).rejects.toMatchObject({ code: "not_found" });
});

test("an invite makes one person, once, in time", async () => {
  const admin = await testActor(deps, "admin");
  const invite = await createInvite(deps, admin, { role: "approver" });
  expect(invite.url).toMatch(/\/sign-in\/invite\/[\w-]{43}$/);
  const token = inviteToken(invite.url);
  const accept = (email: string) => acceptInvite(deps, { token, name: "New", email, password: "correct horse battery" });
  const tries = await Promise.allSettled(["one@example.com", "two@example.com", "three@example.com"].map(accept));
  expect(tries.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  for (const refused of tries.filter((result) => result.status === "rejected")) expect(refused.reason).toMatchObject({ code: "gone" });
  const late = await createInvite(deps, admin, { role: "scientist" });
  deps.clock.advance(7 * 86_400 + 1);
  await expect(acceptInvite(deps, { token: inviteToken(late.url), name: "Late", email: "late@example.com", password: "correct horse battery" })).rejects.toMatchObject({ code: "gone" });
});

test("an invite for one address is for that address, and a refused try does not use it up", async () => {
  const admin = await testActor(deps, "admin");
  const invite = await createInvite(deps, admin, { role: "scientist", email: "Fay@Example.com" });
  const accept = (email: string) => acceptInvite(deps, { token: inviteToken(invite.url), name: "Fay", email, password: "correct horse battery" });
  await expect(accept("gus@example.com")).rejects.toMatchObject({ code: "invalid_input", fields: [{ path: "email" }] });
  expect(await accept("fay@example.com")).toEqual({ email: "fay@example.com" });
  expect(acceptInviteInput.safeParse({ token: inviteToken(invite.url), name: "Fay", email: "fay@example.com", password: "short" }).success).toBe(false);
});

test.each<Role>(["scientist", "approver"])("a %s may not invite, nor decide by the right alone", async (role) => {
  const actor = await testActor(deps, role);
  await expect(createInvite(deps, actor, { role: "admin" })).rejects.toMatchObject({ code: "forbidden" });
  if (role === "scientist") expect(() => authorise(actor, "release.approve")).toThrow(expect.objectContaining({ code: "not_approver" }));
  else expect(() => authorise(actor, "release.approve")).not.toThrow();
});

test("demo people are nobody without the demo", async () => {
  await expect(signInDemo(deps, auth, "admin")).rejects.toMatchObject({ code: "not_found" });
  await seedDemoPeople(demoDeps);
  await seedDemoPeople(demoDeps);
  const token = await issueToken(demoDeps, { email: "approver@demo.local" });
  expect(await actorFromToken(demoDeps, token)).toMatchObject({ role: "approver", name: "Alex Approver" });
  expect(await actorFromToken(deps, token)).toBeNull();
  const cookie = (await signInDemo(demoDeps, createAuth(demoDeps), "approver")).getSetCookie()[0]?.split(";")[0] ?? "";
  const sent = new Headers({ cookie });
  expect(await actorFromHeaders(demoDeps, createAuth(demoDeps), sent)).toMatchObject({ email: "approver@demo.local", via: "session" });
  expect(await actorFromHeaders(deps, auth, sent)).toBeNull();
  const admin = await testActor(deps, "admin");
  expect((await listPeople(deps, admin)).some((person) => person.email.endsWith("@demo.local"))).toBe(false);
  expect((await servingTokens(demoDeps)).length).toBe((await servingTokens(deps)).length + 1);
});

test("names by id", async () => {
  const actor = await testActor(deps, "scientist", "Hal");
  expect(await personNames(deps, [actor.id, actor.id, "nobody", "system"])).toEqual(new Map([["system", "Signalbox"], [actor.id, "Hal"]]));
});

test("the first start prints one link that makes the administrator", async () => {
  const fresh = { ...deps, env: { ...deps.env, publicUrl: "https://box.example.com" } };
  await deps.db.pool.query(`DELETE FROM "user" WHERE role = 'admin'`);
  const first = await ensureFirstAdminInvite(fresh);
  const second = await ensureFirstAdminInvite(fresh);
  expect(second).toMatch(/^https:\/\/box\.example\.com\/sign-in\/invite\//);
  const accept = (url: string | null, email: string) => acceptInvite(fresh, { token: inviteToken(url ?? ""), name: "First", email, password: "correct horse battery" });
  await expect(accept(first, "old@example.com")).rejects.toMatchObject({ code: "gone" });
  await accept(second, "root@example.com");
  expect(await ensureFirstAdminInvite(fresh)).toBeNull();
  expect(await ensureFirstAdminInvite(demoDeps)).toBeNull();
});

test("a key answers the same request once a day for each person", async () => {
  const [ida, jon] = [await testActor(deps, "scientist"), await testActor(deps, "scientist")];
  let runs = 0;
  const once = (actor: typeof ida, requestHash: string, status = 201) => answerOnce(deps, actor, { key: "k", requestHash, run: async () => ({ status, contentType: "application/json", text: `{"run":${++runs}}` }) });
  expect(await once(ida, "h")).toMatchObject({ text: '{"run":1}', replayed: false });
  expect(await once(ida, "h")).toMatchObject({ status: 201, text: '{"run":1}', replayed: true });
  await expect(once(ida, "other")).rejects.toMatchObject({ code: "idempotency_mismatch" });
  expect(await once(jon, "h")).toMatchObject({ text: '{"run":2}', replayed: false });
  deps.clock.advance(86_401);
  expect(await once(ida, "other")).toMatchObject({ text: '{"run":3}', replayed: false });
});

test("a key is free again after our own failure, and busy while its request runs", async () => {
  const kim = await testActor(deps, "scientist");
  const answer = (status: number) => async () => ({ status, contentType: "application/json", text: "{}" });
  await answerOnce(deps, kim, { key: "k", requestHash: "h", run: answer(503) });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => { release = resolve; });
  let started: () => void = () => undefined;
  const running = new Promise<void>((resolve) => { started = resolve; });
  const first = answerOnce(deps, kim, { key: "k", requestHash: "h", run: async () => { started(); await held; return answer(200)(); } });
  await running;
  await expect(answerOnce(deps, kim, { key: "k", requestHash: "h", run: answer(200) })).rejects.toMatchObject({ code: "in_progress" });
  release();
  expect(await first).toMatchObject({ status: 200, replayed: false });
  expect(await answerOnce(deps, kim, { key: "k", requestHash: "h", run: answer(500) })).toMatchObject({ status: 200, replayed: true });
});
