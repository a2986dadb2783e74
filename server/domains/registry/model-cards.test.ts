import { beforeAll, expect, test } from "vitest";
import { encodeCursor } from "../../shared/paging.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { cardInput, cardView, listRevisionsInput, saveCardInput } from "./contract-card.ts";
import * as registry from "./index.ts";
import { judgeSave } from "./rules/card-save.ts";

test.each([
  ["the first text", null, { basedOn: null, body: "a" }, "save"],
  ["a text over the one that was open", { id: 3, body: "a" }, { basedOn: 3, body: "b" }, "save"],
  ["a text over an older one", { id: 4, body: "a" }, { basedOn: 3, body: "b" }, "conflict"],
  ["a first text where one came meanwhile", { id: 1, body: "a" }, { basedOn: null, body: "b" }, "conflict"],
  ["the same text again", { id: 4, body: "a" }, { basedOn: 3, body: "a" }, "same"],
  ["an empty first text", null, { basedOn: null, body: "" }, "save"],
  ["over a text that is gone", null, { basedOn: 3, body: "a" }, "conflict"],
] as const)("%s", (...[, newest, save, verdict]) => expect(judgeSave(newest, save)).toBe(verdict));

const deps = await testDeps();
let [ann, ben] = [] as unknown as [Actor, Actor];
beforeAll(async () => {
  [ann, ben] = [await testActor(deps, "scientist", "Ann"), await testActor(deps, "approver", "Ben")];
  await registry.createModel(deps, ann, { name: "m", tags: [] });
  const run = await registry.createRun(deps, ann, { experimentId: 0, userId: "ann", startMs: 1, name: "r", tags: [] });
  await registry.createVersion(deps, ann, { name: "m", source: `runs:/${run.id}/model`, runId: run.id, modelId: "", runLink: "", description: "", tags: [] });
});
const version = { model: "m", version: 1 };
const get = async (revision?: string) => cardView.parse(await registry.getCard(deps, ann, cardInput.parse({ ...version, revision })));
const save = (actor: Actor, body: string, basedOn: string | null) => registry.saveCard(deps, actor, saveCardInput.parse({ ...version, body, basedOn }));

test("a card is saved, read, saved over, and its history kept", async () => {
  expect(await get()).toEqual({ ...version, version: "1", card: null, newest: null });
  const first = await save(ann, "# One 😀", null);
  deps.clock.advance(60);
  const second = await save(ben, "# Two", first.newest);
  expect(await get()).toMatchObject({ newest: second.newest, card: { body: "# Two", savedBy: "Ben", characters: 5 } });
  expect((await get(first.newest ?? "")).card).toMatchObject({ body: "# One 😀", savedBy: "Ann", characters: 7 });
  const { items, nextCursor } = await registry.listCardRevisions(deps, ann, listRevisionsInput.parse({ ...version, limit: 1 }));
  expect(items).toMatchObject([{ revision: second.newest, savedBy: "Ben", characters: 5 }]);
  const older = await registry.listCardRevisions(deps, ann, listRevisionsInput.parse({ ...version, limit: 1, cursor: nextCursor }));
  for (const part of ["a", null, 2 ** 31]) {
    await expect(registry.listCardRevisions(deps, ann, listRevisionsInput.parse({ ...version, cursor: encodeCursor([part]) }))).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect([older.items[0]?.characters, older.nextCursor]).toEqual([7, null]);
  const audit = await deps.db.prisma.auditEvent.findMany({ where: { action: "version.card_saved" }, orderBy: { seq: "asc" } });
  expect(audit.map((row) => [row.actor_name, row.subject, row.detail])).toEqual([["Ann", "m/1", { model: "m", version: "1", revision: first.newest, characters: 7 }], ["Ben", "m/1", { model: "m", version: "1", revision: second.newest, characters: 5 }]]);
});

test("two editors: the second is shown what the first saved, and nothing is lost", async () => {
  const open = (await get()).newest;
  const anns = await save(ann, "# Ann's", open);
  await expect(save(ben, "# Ben's", open)).rejects.toMatchObject({ code: "wrong_state", extra: { theirs: { body: "# Ann's", savedBy: "Ann", revision: anns.newest } } });
  expect((await get()).card?.body).toBe("# Ann's");
  await save(ben, "# Ben's over it", anns.newest);
  expect((await get()).card?.body).toBe("# Ben's over it");
});

test("many at once: one is saved, the others are told", async () => {
  const open = (await get()).newest;
  const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => save(index % 2 ? ann : ben, `# Race ${index}`, open)));
  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
});

test("the same text again is no new revision", async () => {
  const { newest, card } = await get();
  expect((await save(ben, card?.body ?? "", null)).newest).toBe(newest);
});

test("refusals", async () => {
  await expect(get("2147483647")).rejects.toMatchObject({ code: "not_found" });
  await expect(registry.getCard(deps, ann, { model: "m", version: 9 })).rejects.toMatchObject({ code: "not_found" });
  await expect(registry.saveCard(deps, ann, { model: "none", version: 1, body: "x", basedOn: null })).rejects.toMatchObject({ code: "not_found" });
  expect(() => saveCardInput.parse({ ...version, body: "x".repeat(200_001), basedOn: null })).toThrow("at most");
});
