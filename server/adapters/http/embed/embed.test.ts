import { Hono } from "hono";
import { beforeAll, describe, expect, test } from "vitest";
import { createEmbedInput, panelData as panelShape, type Panel } from "#server/domains/embeds/contract.ts";
import { createEmbed, listEmbeds, revokeEmbed } from "#server/domains/embeds/index.ts";
import { createAuth } from "#server/domains/identity/index.ts";
import type { Actor } from "#server/domains/identity/contract.ts";
import { foldPending, ingestDelta, judgeStates } from "#server/domains/monitoring/index.ts";
import { paths } from "#server/shared/paths.ts";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf } from "#server/testing/monitoring-builders.ts";
import { testActor, testDeps } from "#server/testing/harness.ts";
import type { NodeBindings } from "../context.ts";
import { embedHeaders, mountEmbed } from "./index.ts";

const deps = await testDeps();
const dana = await testActor(deps, "scientist", "Dana");
const other = await testActor(deps, "scientist", "Olu");
const ada = await testActor(deps, "admin", "Ada");
const app = new Hono<NodeBindings>();
mountEmbed(app, { deps, auth: createAuth(deps) });

const values = Array.from({ length: 1000 }, (_, index) => index);
const profile = profileOf(1000, [referenceOf("x", values), referenceOf("p", values, { role: "output" })]);

beforeAll(async () => {
  const served = await givenServed(deps, { model: "flights", profile, tags: { "signalbox.drift_window_seconds": "60" }, since: deps.clock.now() });
  const startMs = deps.clock.now().getTime();
  const replicaId = deps.ids.uuid();
  for (let window = 0; window < 12; window += 1) {
    const counters = countersFor(profile, { x: values.map((x) => x / 2), p: values }, { rows: 1000 });
    const windows = [deltaWindow(served, { startsAtMs: startMs + window * 10_000, widthSeconds: 10 }, counters)];
    await ingestDelta(deps, { replicaId, incarnation: 1, sequence: window + 1, formatVersion: 1, payload: { formatVersion: 1, windows }, startedAt: deps.clock.now(), address: "" });
  }
  await foldPending(deps);
  deps.clock.advance(123);
  await judgeStates(deps);
});

const share = (panel: Partial<Panel> = {}, more: Record<string, unknown> = {}, actor: Actor = dana) =>
  createEmbed(deps, actor, createEmbedInput.parse({ panel: { kind: "drift", model: "flights", environment: "production", range: "10m", ...panel }, ...more }));
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const dataOf = async (id: string) => panelShape.parse(await (await get(paths.embedData(id))).json());

describe("making one", () => {
  test.each([
    ["an end whose offset leaves the calendar", { expiresAt: "9999-12-31T23:59:59-23:59" }],
    ["a directive after the origin", { allowedAncestors: ["https://a;script-src"] }],
    ["a wildcard", { allowedAncestors: ["https://*.example.com"] }],
    ["another scheme", { allowedAncestors: ["javascript://x"] }],
    ["an origin with a path", { allowedAncestors: ["https://a/b"] }],
  ])("is not an input: %s", (_what, more) => {
    expect(createEmbedInput.safeParse({ panel: { kind: "drift", model: "flights", environment: "production", range: "10m" }, ...more }).success).toBe(false);
  });
  test("answers both addresses and snippets", async () => {
    const embed = await share({}, { allowedAncestors: ["https://wiki.example.com"] });
    expect(embed.id.length).toBeGreaterThanOrEqual(24);
    expect(embed).toMatchObject({ title: "flights: drift of inputs and score", iframeUrl: `${deps.env.publicUrl}/embed/${embed.id}`, svgUrl: `${deps.env.publicUrl}/embed/${embed.id}/flights-drift-of-inputs-and-score.svg`, createdBy: { name: "Dana" }, revokedAt: null });
    expect(embed.iframeHtml).toContain(`<iframe src="${embed.iframeUrl}"`);
    expect(embed.markdown).toContain(embed.svgUrl);
    expect(await embedHeaders(deps, embed.id)).toEqual({ status: 200, frameAncestors: "https://wiki.example.com" });
    expect((await listEmbeds(deps, other, { limit: 50 })).items[0]?.id).toBe(embed.id);
    expect((await listEmbeds(deps, other, { limit: 50, mine: true })).items).toEqual([]);
  });
  test.each([
    { name: "a model that nothing serves", panel: { model: "ghost" }, more: {}, code: "not_found" },
    { name: "an environment that does not serve it", panel: { environment: "staging" as const }, more: {}, code: "not_found" },
    { name: "a version that it does not have", panel: { version: 9 }, more: {}, code: "not_found" },
    { name: "a distribution of nothing", panel: { kind: "distribution" as const }, more: {}, code: "invalid_input" },
    { name: "an end that has passed", panel: {}, more: { expiresAt: "2020-01-01T00:00:00Z" }, code: "invalid_input" },
  ])("is refused for $name", async ({ panel, more, code }) => expect(share(panel, more)).rejects.toMatchObject({ code }));
  test("snippets hold a title whatever is in it", async () => {
    const embed = await share({}, { title: `"><svg onload=x>\n\n](y)\ufffe` });
    expect(embed.iframeHtml).toContain(`title="&quot;&gt;&lt;svg onload=x&gt;\n\n](y)"`);
    expect(embed.markdown).toContain(`[!["\\>\\<svg onload=x\\> \\](y)`);
  });
});

describe("its data", () => {
  test("of drift are the score and the inputs, with what they rest on", async () => {
    const data = await dataOf((await share()).id);
    expect(data).toMatchObject({ model: "flights", version: "1", kind: "drift", unit: "PSI", limit: 0.1, lamp: "alert" });
    expect(data.series.map((series) => series.name)).toEqual(["p", "x"]);
    expect(data.series[0]?.points.at(-1)?.[1]).toBeLessThan(0.01);
    expect(data.series[1]?.points.at(-1)?.[1]).toBeGreaterThan(0.1);
    expect(data.marks.map((mark) => mark.text)).toEqual(["v1 live"]);
    expect(data.note).toContain("1 min windows");
  });
  test("of traffic are rates of closed windows", async () => {
    const data = await dataOf((await share({ kind: "traffic" })).id);
    expect(data).toMatchObject({ unit: "requests/s", lamp: null });
    expect(data.series[0]?.points.at(-1)?.[1]).toBeCloseTo(0.1);
    expect((await dataOf((await share({ kind: "traffic", metric: "p95" })).id)).unit).toBe("ms");
  });
  test("of a distribution are shares", async () => {
    const data = await dataOf((await share({ kind: "distribution", feature: "x" })).id);
    expect(data.bins.reduce((sum, bin) => sum + bin.live, 0)).toBeCloseTo(1);
    expect(data.bins[0]?.live).toBeGreaterThan(data.bins[0]?.baseline ?? 1);
  });
  test("of a model that is served no more say so", async () => {
    const served = await givenServed(deps, { model: "passing" });
    const { id } = await share({ model: "passing" });
    await deps.db.prisma.route.deleteMany({ where: { model_id: served.modelId } });
    expect(await dataOf(id)).toMatchObject({ version: null, series: [], note: "Nothing in production serves passing now" });
  });
  test("have a strong tag, and 304 while nothing changes", async () => {
    const { id } = await share();
    const first = await get(paths.embedData(id));
    const tag = first.headers.get("etag") ?? "";
    expect([first.headers.get("cache-control"), first.headers.get("set-cookie"), tag.startsWith('"')]).toEqual(["no-cache", null, true]);
    deps.clock.advance(2);
    const again = await get(paths.embedData(id), { "if-none-match": tag });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
    deps.clock.advance(10);
    expect((await get(paths.embedData(id), { "if-none-match": tag })).status).toBe(200);
  });
});

describe("its picture", () => {
  test("stands alone, says its moment, and may be kept a minute", async () => {
    const embed = await share();
    const response = await get(new URL(embed.svgUrl).pathname);
    const svg = await response.text();
    expect(Object.fromEntries(["content-type", "cache-control", "content-security-policy", "x-content-type-options", "set-cookie"].map((name) => [name, response.headers.get(name)]))).toEqual({
      "content-type": "image/svg+xml; charset=utf-8", "cache-control": "public, max-age=60", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", "x-content-type-options": "nosniff", "set-cookie": null,
    });
    expect(svg).toMatch(/as of \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/);
    expect(await (await get(`${new URL(embed.svgUrl).pathname}?theme=dark&w=400`)).text()).toContain('width="400"');
    const tag = response.headers.get("etag") ?? "";
    expect((await get(new URL(embed.svgUrl).pathname, { "if-none-match": `"x", ${tag}` })).status).toBe(304);
    expect((await get(`/embed/${embed.id}/other`)).status).toBe(404);
  });
});

describe("its end", () => {
  const statuses = async (id: string) => Promise.all([paths.embed(id), paths.embedData(id), paths.embedPicture(id, "x")].map(async (path) => (await get(path)).status));

  test("by its maker or an administrator is at once, for all three", async () => {
    const embed = await share();
    await expect(revokeEmbed(deps, other, { id: embed.id })).rejects.toMatchObject({ code: "forbidden" });
    expect((await get(paths.embedData(embed.id))).status).toBe(200);
    await revokeEmbed(deps, dana, { id: embed.id });
    await revokeEmbed(deps, dana, { id: embed.id });
    expect(await statuses(embed.id)).toEqual([410, 410, 410]);
    expect(await (await get(paths.embedData(embed.id))).json()).toMatchObject({ code: "gone", status: 410 });
    expect((await embedHeaders(deps, embed.id)).status).toBe(410);
    expect(await deps.db.prisma.auditEvent.count({ where: { action: "embed.revoked", subject: embed.id } })).toBe(1);
    const another = await share();
    await revokeEmbed(deps, ada, { id: another.id });
    expect(await statuses(another.id)).toEqual([410, 410, 410]);
  });
  test("comes by itself at its time", async () => {
    const embed = await share({}, { expiresAt: new Date(deps.clock.now().getTime() + 60_000).toISOString() });
    expect((await embedHeaders(deps, embed.id)).frameAncestors).toBe("*");
    deps.clock.advance(60);
    expect(await statuses(embed.id)).toEqual([410, 410, 410]);
  });
  test("an address that never was is not found", async () => {
    for (const id of ["nothing", "%00", "a".repeat(101), "a%20b"]) expect(await statuses(id)).toEqual([404, 404, 404]);
    await expect(revokeEmbed(deps, dana, { id: "nothing" })).rejects.toMatchObject({ code: "not_found" });
    const page = await get(`${paths.embed("nothing")}?theme=dark`);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("color-scheme:dark");
  });
});
