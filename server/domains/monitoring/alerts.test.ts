import { afterAll, describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, givenVersionOf, profileOf, referenceOf, serve, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { openMailServer } from "../../testing/mail-server.ts";
import { openReceiver } from "../../testing/receiver.ts";
import { createWebhookInput } from "../webhooks/contract.ts";
import { createWebhook, fanPending, openDeliverer } from "../webhooks/index.ts";
import { createMonitorInput, listAlertsInput, listMonitorsInput, type AlertView } from "./contract-alerts.ts";
import { acknowledgeAlert, changeMonitor, createMonitor, foldPending, getAlert, ingestDelta, listAlerts, listMonitors, muteAlert, noteAlert, removeMonitor, sendAlertMail, watchMonitors } from "./index.ts";
import { retryAt } from "./send-alert-mail.ts";

const mail = await openMailServer();
const receiver = await openReceiver();
afterAll(async () => { await mail[Symbol.asyncDispose](); await receiver[Symbol.asyncDispose](); });
const deps = await testDeps({ SIGNALBOX_EGRESS_ALLOW: "127.0.0.1", SIGNALBOX_SMTP_URL: mail.url, SIGNALBOX_SMTP_TO: "on-call@example.com, team@example.com", SIGNALBOX_URL: "https://signalbox.example" });
// Looks are at :00 and :30, two seconds behind: these are five ahead of them.
deps.clock.advance(5);
const actor = await testActor(deps, "scientist", "Dana");
const admin = await testActor(deps, "admin");
await deps.db.pool.query("INSERT INTO environment (name, position) VALUES ('staging', 1), ('production', 2) ON CONFLICT DO NOTHING");

const values = Array.from({ length: 5000 }, (_, i) => i % 1000);
const ports = values.map((i) => (i % 2 ? "AMS" : "ORD"));
const profile = profileOf(5000, [referenceOf("x", values), referenceOf("port", ports), referenceOf("hour", values, { clock: true })]);
let sequence = 0;
const replicaId = deps.ids.uuid();

/** Half a minute goes by, and its rows come in. */
async function pass(served: ServedVersion, of: { shift?: number; rows?: number; errors?: number; requests?: number; latencyMs?: number } = {}): Promise<void> {
  const { shift = 0, rows = 1000, errors = 0, requests = 1, latencyMs = 5 } = of;
  deps.clock.advance(30);
  if (rows === 0) return;
  const picked = Array.from({ length: rows }, (_, i) => values[(i * 7) % values.length] ?? 0);
  const counters = countersFor(profile, { x: picked.map((x) => x + shift), port: picked.map((i) => (i % 2 ? "AMS" : "ORD")), hour: picked }, { rows, latencyMs });
  const startsAtMs = Math.floor(deps.clock.now().getTime() / 10_000) * 10_000 - 20_000;
  const bucket = Object.keys(counters.latency)[0] ?? "0";
  await ingestDelta(deps, {
    replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, startedAt: deps.clock.now(), address: "",
    payload: { formatVersion: 1, windows: [deltaWindow(served, { startsAtMs, widthSeconds: 10 }, { ...counters, requests, errors, latency: { [bucket]: requests } })] },
  });
  await foldPending(deps);
}
const alerts = async (input: object): Promise<AlertView[]> => (await listAlerts(deps, actor, listAlertsInput.parse(input))).items;
const monitors = async (input: object) => (await listMonitors(deps, actor, listMonitorsInput.parse(input))).items;
/** Looks until nothing is due. */
const look = async () => { while ((await watchMonitors(deps)) > 0); };

describe("a version goes live, drifts and recovers", () => {
  const model = "flights";
  let served: ServedVersion;
  test("it gets the default set, once; a removed one stays away", async () => {
    await createWebhook(deps, admin, createWebhookInput.parse({ name: "signed", url: receiver.url("/signed"), secret: "s", events: [{ entity: "ALERT", action: "FIRING" }, { entity: "ALERT", action: "RESOLVED" }] }));
    await createWebhook(deps, admin, createWebhookInput.parse({ name: "slack", kind: "slack", url: receiver.url("/slack"), events: [{ entity: "ALERT", action: "FIRING" }] }));
    served = await givenServed(deps, { model, profile });
    await Promise.all([watchMonitors(deps), watchMonitors(deps)]);
    await look();
    const set = await monitors({ model });
    expect(set.map((one) => [one.statistic, one.subject, one.threshold, one.windowSeconds, one.severity, one.isDefault])).toEqual([
      ["drift", "*", 0.1, 86_400, "critical", true], ["errorRate", "*", 0.05, 300, "critical", true], ["p99Ms", "*", 1000, 300, "warning", true], ["missingShare", "*", 0.2, 86_400, "warning", true],
      ["unseenShare", "*", 0.05, 86_400, "warning", true], ["trafficGone", "*", 0, 3600, "warning", true],
    ]);
    await removeMonitor(deps, actor, { id: set.find((one) => one.statistic === "p99Ms")?.id ?? "" });
    const next = await givenVersionOf(deps, { model, profile });
    await serve(deps, { ...next, environment: "production", since: deps.clock.now() });
    served = { ...served, versionId: next.versionId, version: String(next.version) };
    await look();
    expect((await monitors({ model })).map((one) => one.statistic)).toEqual(["drift", "errorRate", "missingShare", "unseenShare", "trafficGone"]);
  });

  test("quiet rows: no data, then too few to tell, then quiet; a clock is not watched for drift", async () => {
    expect((await alerts({ model, state: "noData" })).map((one) => `${one.statistic} ${one.subject}`)).toContain("drift x");
    await pass(served, { rows: 150 });
    await look();
    expect((await alerts({ model, state: "undecided" })).map((one) => `${one.statistic} ${one.subject}`).toSorted()).toEqual(["drift port", "drift x"]);
    for (let i = 0; i < 8; i++) await pass(served, { rows: 2500 });
    await look();
    expect((await alerts({ model, state: "firing,pending,muted" }))).toEqual([]);
    expect((await alerts({ model })).filter((one) => one.statistic === "drift").map((one) => one.subject).toSorted()).toEqual(["port", "x"]);
  });

  test("a drift fires within a look, opens an item with frozen numbers, and goes out once by every way", async () => {
    for (let i = 0; i < 12; i++) await pass(served, { shift: 500, rows: 2500 });
    await Promise.all([watchMonitors(deps), watchMonitors(deps)]);
    await look();
    const [firing, ...others] = await alerts({ model, state: "firing" });
    expect([firing?.subject, firing?.statistic, firing?.severity, firing?.environment, firing?.version, others.length]).toEqual(["x", "drift", "critical", "production", "2", 0]);
    expect(firing?.firedAt).not.toBeNull();
    const detail = await getAlert(deps, actor, { id: firing?.id ?? "" });
    expect(detail.frozen?.lower).toBeGreaterThanOrEqual(0.1);
    expect(detail.frozen).toMatchObject({ windowSeconds: 86_400, baselineRows: 5000, alpha: 1e-4 / 120 });
    expect(detail.timeline.map((event) => [event.kind, event.by])).toEqual([["fired", "Signalbox"]]);
    expect(detail.sentence).toMatch(/^It fires: PSI [\d.]+, certified over [\d.]+ \(level 0\.1\), on [\d,]+ rows of 24 hours, bound under independent rows\.$/);
    await pass(served, { shift: 500 });
    await look();
    await fanPending(deps);
    await using deliverer = openDeliverer(deps, { lanes: 4, random: () => 0.5 });
    while ((await deliverer.begin()) > 0) await deliverer.idle();
    while ((await sendAlertMail(deps)) > 0);
    const [signed, slack] = [receiver.received.filter((one) => one.path === "/signed"), receiver.received.filter((one) => one.path === "/slack")];
    expect([signed.length, slack.length, mail.received.length]).toEqual([1, 1, 1]);
    expect(signed[0]?.headers["x-mlflow-signature"]).toMatch(/^v1,/);
    expect(signed[0]?.body).toMatchObject({ entity: "alert", action: "firing", data: { name: model, alert_id: detail.id, subject: "x", statistic: "drift", state: "firing", url: `https://signalbox.example/alerts/${detail.id}` } });
    expect(JSON.parse(slack[0]?.text ?? "{}")).toMatchObject({ text: expect.stringMatching(/^flights: x fires \(critical\)\. PSI/) as string, blocks: [{ type: "section", text: { type: "mrkdwn" } }, { type: "context" }] });
    expect(mail.received[0]).toMatchObject({ to: ["on-call@example.com", "team@example.com"], from: "signalbox@signalbox.example", headers: { subject: "[critical] flights: x fires" } });
    expect(mail.received[0]?.text).toContain(`https://signalbox.example/alerts/${detail.id}`);
  });

  test("acknowledge, note, mute: each once, with rights, in the audit log", async () => {
    const [firing] = await alerts({ model, state: "firing" });
    const id = firing?.id ?? "";
    expect(await acknowledgeAlert(deps, actor, { id, comment: "Looking." })).toMatchObject({ owner: { name: "Dana" }, state: "firing", may: { acknowledge: "Somebody has acknowledged it." } });
    await expect(acknowledgeAlert(deps, actor, { id })).rejects.toMatchObject({ code: "wrong_state" });
    await noteAlert(deps, admin, { id, text: "The storm." });
    await expect(muteAlert(deps, actor, { id, until: deps.clock.now().toISOString() })).rejects.toMatchObject({ code: "invalid_input" });
    const until = new Date(deps.clock.now().getTime() + 120_000).toISOString();
    expect(await muteAlert(deps, actor, { id, until })).toMatchObject({ state: "muted", mutedUntil: until });
    await pass(served, { shift: 500 });
    await look();
    expect((await getAlert(deps, actor, { id })).state).toBe("muted");
    deps.clock.advance(120);
    await look();
    const after = await getAlert(deps, actor, { id });
    expect([after.state, after.timeline.map((event) => event.kind)]).toEqual(["firing", ["fired", "acknowledged", "noted", "muted", "unmuted"]]);
    const kinds = await deps.db.pool.query<{ action: string }>(`SELECT action FROM audit_event WHERE action LIKE 'alert.%' AND subject = $1 ORDER BY seq`, [id]);
    expect(kinds.rows.map((row) => row.action)).toEqual(["alert.acknowledged", "alert.noted", "alert.muted"]);
    await expect(getAlert(deps, actor, { id: "999999" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("it is over when the long window is clear, or with its monitor; what fired is told of as resolved", async () => {
    const [firing] = await alerts({ model, state: "firing" });
    deps.clock.advance(86_400);
    for (let i = 0; i < 8; i++) await pass(served, { rows: 2500 });
    await look();
    const over = await getAlert(deps, actor, { id: firing?.id ?? "" });
    expect([over.state, over.timeline.at(-1)?.kind, over.frozen?.lower !== null]).toEqual(["resolved", "resolved", true]);
    expect(over.resolvedAt).not.toBeNull();
    await look();
    expect(await alerts({ model, state: "firing" })).toEqual([]);
    expect((await noteAlert(deps, actor, { id: over.id, text: "Afterwards." })).timeline.at(-1)?.text).toBe("Afterwards.");
  });
});

describe("requests", () => {
  test("errors fire after a wait, latency at once, and silence is told", async () => {
    const served = await givenServed(deps, { model: "busy" });
    const made = await createMonitor(deps, actor, createMonitorInput.parse({ model: "busy", statistic: "errorRate", threshold: 0.1, windowSeconds: 60, forSeconds: 30, severity: "critical" }));
    await createMonitor(deps, actor, createMonitorInput.parse({ model: "busy", statistic: "p95Ms", threshold: 100, windowSeconds: 60 }));
    const states = async () => Object.fromEntries((await alerts({ model: "busy" })).filter((one) => one.windowSeconds === 60 || one.statistic === "trafficGone").map((one) => [one.statistic, one.state]));
    await pass(served, { requests: 100, errors: 1 });
    await look();
    expect(await states()).toEqual({ errorRate: "ok", p95Ms: "ok", trafficGone: "ok" });
    await pass(served, { requests: 100, errors: 50, latencyMs: 900 });
    await look();
    expect(await states()).toMatchObject({ errorRate: "pending", p95Ms: "firing" });
    await pass(served, { requests: 100, errors: 50, latencyMs: 900 });
    await look();
    expect(await states()).toMatchObject({ errorRate: "firing" });
    await changeMonitor(deps, actor, { id: made.id, threshold: 0.9 });
    await pass(served, { requests: 100, errors: 0 });
    await look();
    expect(await states()).toMatchObject({ errorRate: "firing" });
    deps.clock.advance(7200);
    await look();
    expect(await states()).toMatchObject({ trafficGone: "firing", errorRate: "firing" });
    expect((await monitors({ model: "busy" })).find((one) => one.id === made.id)?.firing).toBe(1);
    await removeMonitor(deps, actor, { id: made.id });
    expect((await alerts({ model: "busy", state: "resolved" })).map((one) => one.statistic)).toEqual(["errorRate"]);
  });
});

describe("monitors", () => {
  test.each([
    { name: "a model that is not there", input: { model: "nobody", statistic: "drift" }, code: "not_found" },
    { name: "an environment that is not there", input: { model: "flights", environment: "moon", statistic: "drift" }, code: "not_found" },
    { name: "a column that is not there", input: { model: "flights", subject: "y", statistic: "drift" }, code: "invalid_input" },
    { name: "a column for what the model has", input: { model: "flights", subject: "x", statistic: "errorRate" }, code: "invalid_input" },
    { name: "a share over 1", input: { model: "flights", statistic: "missingShare", threshold: 1 }, code: "invalid_input" },
    { name: "a width that is no multiple", input: { model: "flights", statistic: "drift", windowSeconds: 15 }, code: "invalid_input" },
  ])("refused: $name", async ({ input, code }) => {
    await expect(createMonitor(deps, actor, createMonitorInput.parse(input))).rejects.toMatchObject({ code });
  });
  test("pages, and what is gone", async () => {
    const first = await listMonitors(deps, actor, { model: "flights", limit: 2 });
    const second = await listMonitors(deps, actor, { model: "flights", limit: 2, cursor: first.nextCursor ?? "" });
    expect(new Set([...first.items, ...second.items].map((one) => one.id)).size).toBe(4);
    await expect(changeMonitor(deps, actor, { id: "999999", threshold: 1 })).rejects.toMatchObject({ code: "not_found" });
    await expect(removeMonitor(deps, actor, { id: "999999" })).rejects.toMatchObject({ code: "not_found" });
    const [newest] = (await listAlerts(deps, actor, { limit: 1 })).items;
    expect(newest).toBeDefined();
    const page = await listAlerts(deps, actor, { limit: 3 });
    expect((await listAlerts(deps, actor, { limit: 3, cursor: page.nextCursor ?? "" })).items.map((one) => one.id)).not.toContain(page.items[0]?.id);
  });
});

describe("mail", () => {
  test("a server that is away is tried again; a refusal for good ends it", async () => {
    const queue = (messageId: string) => deps.db.prisma.alertMail.create({ data: { message_id: messageId, alert_id: 1, recipients: ["a@example.com"], subject: "Füße", body: ".\r\nline", next_at: deps.clock.now(), created_at: deps.clock.now() } });
    while ((await sendAlertMail(deps)) > 0);
    const before = mail.received.length;
    mail.refusals.push("451 later");
    const { id } = await queue("<1@x>");
    expect([await sendAlertMail(deps), await sendAlertMail(deps)]).toEqual([1, 0]);
    deps.clock.advance(3);
    expect(await sendAlertMail(deps)).toBe(1);
    expect(mail.received.slice(before).map((one) => [one.headers["message-id"], one.text])).toEqual([["<1@x>", ".\r\nline"]]);
    mail.refusals.push("550 no such list");
    const refused = await queue("<2@x>");
    await sendAlertMail(deps);
    const states = await deps.db.prisma.alertMail.findMany({ where: { id: { in: [id, refused.id] } }, orderBy: { id: "asc" }, select: { state: true, attempts: true, last_error: true } });
    expect(states).toEqual([{ state: "sent", attempts: 2, last_error: null }, { state: "dead", attempts: 1, last_error: "The mail server refused the message: 550 no such list" }]);
  });
  test("when it is tried next", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(retryAt({ attempts: 1, createdAt: now, now })?.getTime()).toBe(now.getTime() + 2000);
    expect(retryAt({ attempts: 50, createdAt: now, now })?.getTime()).toBe(now.getTime() + 900_000);
    expect(retryAt({ attempts: 50, createdAt: new Date(now.getTime() - 86_000_000), now })).toBeNull();
  });
});
