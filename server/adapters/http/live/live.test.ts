import { Hono } from "hono";
import type { NodeBindings } from "../context.ts";
import { expect, test, vi } from "vitest";
import { createAuth, issueToken } from "#server/domains/identity/index.ts";
import { latestLive, relayOutbox } from "#server/platform/events.ts";
import { publish } from "#server/platform/outbox.ts";
import { testDeps } from "#server/testing/harness.ts";
import { createHub } from "./hub.ts";
import { mountLive } from "./index.ts";
import { openStream } from "./stream.ts";

const deps = await testDeps();
const app = new Hono<NodeBindings>();
mountLive(app, { deps, auth: createAuth(deps) });
const token = await issueToken(deps, { email: "a@example.com" });

async function leave(subject: string): Promise<void> {
  await deps.db.tx((tx) => publish(tx, { type: "route.changed", subject, data: { model: "m" }, at: deps.clock.now() }));
  await relayOutbox(deps);
}

type Told = { id: string; event: string; data: { seq: number; subject?: string; kind: string; model?: string } };

/** A reader of the event stream: `take(n)` waits for n more events. */
async function open(headers: Record<string, string> = {}) {
  const response = await app.request("/api/v1/live", { headers: { authorization: `Bearer ${token}`, ...headers } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const take = async (count: number): Promise<Told[]> => {
    for (;;) {
      const blocks = text.split("\n\n").slice(0, -1).map((block) => Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)])));
      const told = blocks.filter((block) => block["event"] !== undefined);
      if (told.length >= count) {
        text = "";
        return told.map((block) => ({ id: block["id"] ?? "", event: block["event"] ?? "", data: JSON.parse(block["data"] ?? "{}") as Told["data"] }));
      }
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) throw new Error(`the stream ended with ${text}`);
      text += chunk.value;
    }
  };
  return { response, take, close: async () => { await reader?.cancel(); } };
}

test("without a token there is no stream", async () => {
  const response = await app.request("/api/v1/live");
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
});

test("a reader is told what comes, not what was", async () => {
  await leave("before");
  const stream = await open();
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  await leave("after");
  expect(await stream.take(1)).toMatchObject([{ event: "route.changed", data: { subject: "after", kind: "route.changed", model: "m" } }]);
  await stream.close();
});

test("Last-Event-ID resumes: nothing is missed, nothing told twice", async () => {
  const from = await latestLive(deps.db);
  for (const subject of ["one", "two", "three"]) await leave(subject);
  const stream = await open({ "last-event-id": String(from + 1) });
  await leave("four");
  expect((await stream.take(3)).map((event) => event.data.subject)).toEqual(["two", "three", "four"]);
  await stream.close();
});

test("a flood during the opening arrives whole", async () => {
  const from = await latestLive(deps.db);
  const flood = Promise.all(Array.from({ length: 30 }, (_, at) => leave(`f${at}`)));
  const stream = await open({ "last-event-id": String(from) });
  await flood;
  await relayOutbox(deps);
  expect((await stream.take(30)).map((event) => event.data.seq)).toEqual(Array.from({ length: 30 }, (_, at) => from + 1 + at));
  await stream.close();
});

test("an id that cannot be resumed says so", async () => {
  const latest = await latestLive(deps.db);
  const ahead = await open({ "last-event-id": String(latest + 100) });
  expect(await ahead.take(1)).toMatchObject([{ event: "resync", id: String(latest) }]);
  await ahead.close();
  await deps.db.pool.query(`DELETE FROM live_event WHERE seq < $1`, [latest]);
  const old = await open({ "last-event-id": "1" });
  expect(await old.take(1)).toMatchObject([{ event: "resync" }]);
  await leave("goes on");
  expect(await old.take(1)).toMatchObject([{ data: { subject: "goes on" } }]);
  await old.close();
});

test("a stream ends at the next ping once its reader may not read any more", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const hub = createHub(deps);
    let allowed = true;
    const reader = (await openStream(deps, hub, { lastEventId: null, allowed: async () => allowed })).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toMatch(/^retry/);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await read()).toBe(": ping\n\n");
    allowed = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect([(await reader.read()).done, hub.size]).toEqual([true, 0]);
  } finally {
    vi.useRealTimers();
  }
});
