import { beforeAll, expect, test } from "vitest";
import { filterText, modelVocabulary, parseSearch, runVocabulary, versionVocabulary, type Vocabulary } from "../../shared/filter/index.ts";
import { givenVersion } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { listModelsInput } from "./contract.ts";
import * as registry from "./index.ts";

const itemsOf = (page: registry.WirePage) => JSON.parse(`[${page.items}]`) as { name: string; version?: string }[];

const deps = await testDeps();
const { prisma } = deps.db;
let actor: Actor;

/** Four models: `delay` serves and drifts, `risk` has two versions, `plain` has none, `old` is archived. */
beforeAll(async () => {
  actor = await testActor(deps, "scientist", "Sam Scientist");
  const delay = await givenVersion(deps, { model: "delay", createdBy: actor.id, metrics: { auc: 0.95, loss: Number.NaN }, tags: { framework: "onnx" } });
  deps.clock.advance(86_400);
  const first = await givenVersion(deps, { model: "risk", createdBy: actor.id, metrics: { auc: 0.99 } });
  const second = await givenVersion(deps, { model: "risk", createdBy: actor.id, metrics: { auc: 0.7 } });
  await registry.createModel(deps, actor, { name: "plain", description: "Nothing yet", tags: [] });
  await registry.createModel(deps, actor, { name: "old", description: "", tags: [{ key: "signalbox.owner", value: "Past" }] });
  await prisma.registeredModel.update({ where: { name: "old" }, data: { archived_at: deps.clock.now() } });
  await registry.tagModel(deps, actor, { name: "delay", tag: { key: "tier", value: "1" } });
  await registry.tagModel(deps, actor, { name: "risk", tag: { key: "tier", value: "two" } });
  await registry.tagModel(deps, actor, { name: "delay", tag: { key: "signalbox.owner", value: "Arrivals" } });
  await registry.tagModel(deps, actor, { name: "risk", tag: { key: "signalbox.owner", value: "Risk" } });
  await prisma.runParam.createMany({ data: [{ run_id: delay.runId, key: "depth", value: "5" }, { run_id: second.runId, key: "depth", value: "12" }, { run_id: first.runId, key: "depth", value: "9".repeat(400) }] });
  await deps.db.tx((tx) => registry.setAliasIn(tx, actor, { name: "risk", alias: "champion", version: "1", at: deps.clock.now() }));
  await prisma.modelVersion.update({ where: { id: first.versionId }, data: { stage: "Production" } });
  const release = await prisma.release.create({ data: { version_id: delay.versionId, model_id: delay.modelId, environment: "production", state: "live", requested_by: "x", requested_at: deps.clock.now(), evidence: "{}", evidence_digest: "0".repeat(64) } });
  await prisma.release.create({ data: { version_id: second.versionId, model_id: second.modelId, environment: "staging", requested_by: "x", requested_at: deps.clock.now(), evidence: "{}", evidence_digest: "0".repeat(64) } });
  await prisma.route.create({ data: { environment: "production", model_id: delay.modelId, since: deps.clock.now(), release_id: release.id, entries: { create: { version_id: delay.versionId, weight: 100 } } } });
  await prisma.modelState.create({ data: { model_id: delay.modelId, environment: "production", version_id: delay.versionId, lamp: "alert", drifting: 1, columns: 3, as_of: deps.clock.now() } });
});

const models = async (filter: string) => (await registry.listModels(deps, actor, listModelsInput.parse({ filter, sort: "name" }))).items.map((item) => item.name).join(" ");

test.each([
  ["", "delay plain risk"],
  ["is:archived", "old"],
  ["is:archived OR NOT is:archived", "delay old plain risk"],
  ["NOT is:archived", "delay plain risk"],
  ["metrics.auc > 0.9", "delay"],
  ["metrics.auc > 0.9 OR params.depth >= 5", "delay risk"],
  ["params.depth >= 5 AND params.depth < 6", "delay"],
  ["params.depth = '12'", "risk"],
  ["params.depth IS NULL", "plain"],
  ["metrics.loss > 0", ""],
  ["metrics.loss IS NOT NULL", "delay"],
  ["owner = 'Arrivals' OR owner IS NULL", "delay plain"],
  ["NOT owner = 'Arrivals'", "plain risk"],
  ["owner != 'Arrivals'", "risk"],
  ["owner IN ('Arrivals', 'Risk') AND NOT (drift = 'alert' OR is:waiting)", ""],
  ["tags.tier = 1", "delay"],
  ["tags.tier != 1", ""],
  ["tags.tier != '1'", "risk"],
  ["NOT tags.tier = '1'", "plain risk"],
  ["tags.tier IS NOT NULL", "delay risk"],
  ["tag:tier", "delay risk"],
  ["environment = 'production'", "delay"],
  ["environment != 'production'", "plain risk"],
  ["drift = 'alert'", "delay"],
  ["drift != 'steady'", "delay"],
  ["is:serving OR is:waiting", "delay risk"],
  ["alias = 'champion'", "risk"],
  ["stage = 'Production'", "risk"],
  ["version >= 2", "risk"],
  ["created < '2026-03-03'", "delay"],
  ["created >= '-12h'", "plain risk"],
  ["name LIKE 'R%'", ""],
  ["name ILIKE 'R%'", "risk"],
  ["description ILIKE '%yet'", "plain"],
  ["description IS NULL", "delay risk"],
  ["words:arrivals", "delay"],
  ["NOT words:arrivals", "plain risk"],
])("models where %s", async (filter, expected) => expect(await models(filter)).toBe(expected));

test.each([
  ["metrics.auc > 0.9", "delay/1 risk/1"],
  ["params.depth > 100", ""],
  ["params.depth = 5 OR is:waiting", "delay/1 risk/2"],
  ["tags.framework = 'onnx' AND environment = 'production' AND drift = 'alert'", "delay/1"],
  ["alias:champion AND stage:production", "risk/1"],
  ["model = 'risk' AND version > 1 AND created > -1h", "risk/2"],
  ["NOT is:serving AND NOT is:frozen", "risk/1 risk/2"],
])("versions where %s", async (extended, expected) => {
  const page = await registry.searchVersions(deps, actor, { extended, orderBy: ["name", "version_number"], limit: 50, token: "" });
  expect(itemsOf(page).map((one) => `${one.name}/${one.version}`).join(" ")).toBe(expected);
});

test("a model's versions by a filter, a page at a time", async () => {
  const list = async (input: { filter?: string; cursor?: string; limit: number }) => registry.listVersions(deps, actor, { model: "risk", ...input });
  expect((await list({ filter: "metrics.auc > 0.5", limit: 50 })).items.map((one) => one.version)).toEqual(["2", "1"]);
  const first = await list({ filter: "metrics.auc > 0.5", limit: 1 });
  expect((await list({ filter: "metrics.auc > 0.5", limit: 1, cursor: first.nextCursor ?? "" })).items.map((one) => one.version)).toEqual(["1"]);
  expect((await list({ filter: "alias:champion", limit: 50 })).items.map((one) => one.version)).toEqual(["1"]);
  await expect(registry.listVersions(deps, actor, { model: "none", filter: "is:serving", limit: 50 })).rejects.toMatchObject({ code: "not_found" });
});

test("runs: metrics, parameters, when they began, and whether a version came of them", async () => {
  const found = async (extended: string) => (await registry.searchRuns(deps, actor, { experimentIds: [0], extended, orderBy: ["metrics.auc"], view: "ACTIVE_ONLY", limit: 50, offset: 0 })).items.length;
  expect(await found("metrics.auc > 0.9 OR params.depth = 12")).toBe(3);
  expect(await found("is:registered AND started >= '2026-03-03' AND NOT ended IS NOT NULL")).toBe(2);
  expect(await found("status != 'FINISHED' OR tags.a IS NOT NULL OR user = 'nobody'")).toBe(0);
});

test("both filters have to hold, and MLflow's stays MLflow's", async () => {
  const search = (filter: string, extended: string) => registry.searchModels(deps, actor, { filter, extended, orderBy: [], limit: 50, token: "" });
  expect(itemsOf(await search("name LIKE '%l%'", "is:serving OR is:archived")).map((one) => one.name)).toEqual(["delay", "old"]);
  await expect(search("name = 'a' OR name = 'b'", "")).rejects.toThrow("Invalid clause(s) in filter string: OR");
  await expect(search("", "name = 'a' OR nam = 'b'")).rejects.toMatchObject({ code: "invalid_input", extra: { at: 14, end: 17 }, fields: [{ path: "signalbox_filter" }] });
});

/** Whatever reads is answered; whatever does not is refused with its place. */
test("no text makes the database fail", async () => {
  const values = ["'a'", "1", "-0.5", "1e300", "'%_\\'", "'-7d'", "-1w", "'2026-11-01'", "1767000000000", "('a', 'b')", "'alert'", "'serving'", "'Staging'", "'FINISHED'", `'${"9".repeat(80)}'`, "'é😀'"];
  const operators = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "NOT IN", ":"];
  let seed = 7;
  const pick = <Item>(items: readonly Item[]): Item | undefined => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return items[Math.floor((seed / 2 ** 32) * items.length)]; };
  const lists: [Vocabulary, (extended: string) => Promise<unknown>][] = [
    [modelVocabulary, (extended) => registry.listModels(deps, actor, listModelsInput.parse({ filter: extended }))],
    [versionVocabulary, (extended) => registry.searchVersions(deps, actor, { extended, orderBy: [], limit: 5, token: "" })],
    [runVocabulary, (extended) => registry.searchRuns(deps, actor, { experimentIds: [0], extended, orderBy: [], view: "ALL", limit: 5, offset: 0 })],
  ];
  for (const [vocabulary, ask] of lists) {
    let answered = 0;
    const asked = new Set<string>();
    for (let round = 0; round < 1500; round++) {
      const one = () => {
        const field = pick(vocabulary.fields);
        const name = field?.kind === "pair" || field?.kind === "measure" ? `${field.name}.k` : (field?.name ?? "");
        return pick([true, true, true, false]) ? `${name} ${pick(operators)} ${pick(values)}` : `${name} IS ${pick(["", "NOT "])}NULL`;
      };
      const text = pick([one(), one(), one(), `NOT (${one()} OR ${one()})`, `${one()} AND NOT ${one()}`]) ?? "";
      const parsed = parseSearch(text, vocabulary);
      if (!parsed.ok || asked.has(filterText(parsed.node))) continue;
      asked.add(filterText(parsed.node));
      const refused = await ask(text).then(() => null, (error: unknown) => error);
      expect(refused, text).toBeNull();
      answered += 1;
    }
    expect(answered, vocabulary.of).toBeGreaterThan(60);
  }
});
