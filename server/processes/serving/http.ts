/** The protocol over node:http: parse the request line, authorise, call, answer. */
import { createHash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Deps } from "../../platform/deps.ts";
import { type Asked, askedBy, bad, errorBody, modelConfig, modelMetadata, type ModelTarget, notReady, OipRefusal, serverMetadata, toRefusal } from "../../adapters/http/oip/index.ts";
import { Aborted, readBody } from "./body.ts";
import type { Follower } from "./follower.ts";
import { infer, resolveTarget } from "./infer.ts";
import type { Metrics } from "./metrics.ts";
import { readyModel, type Resolved, routedVersions } from "./table.ts";
import type { Watch } from "./watch.ts";

export type HttpParts = {
  deps: Deps; follower: Follower; watch: Watch; metrics: Metrics;
  /** Null when ready, else why not. */
  unready: () => string | null;
  draining: () => boolean;
  metricsText: () => string;
};
type Reply = { status: number; headers: Record<string, string>; body: Buffer | string };
type Call = { request: IncomingMessage; response: ServerResponse; startedAtMs: number };

const version = "0.1.0";
const json = (value: unknown, status = 200): Reply => ({ status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
const environmentOf = (request: IncomingMessage) => header(request, "signalbox-environment") ?? "production";

/** Probes and metrics are open; everything that names a model needs the token where serving asks for one. */
const open: ReadonlySet<Asked["kind"]> = new Set<Asked["kind"]>(["healthz", "readyz", "metrics", "live", "ready", "server"]);

export function requestListener(parts: HttpParts): RequestListener {
  const { deps, follower, metrics, watch } = parts;

  function authorise(request: IncomingMessage): void {
    // Where no token is asked for, any page that a person has open could send predictions and be counted.
    if (header(request, "sec-fetch-site") === "cross-site") throw new OipRefusal(403, "a page of another site may not call this");
    if (deps.env.servingAuth === "off") return;
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined || !follower.tokens.has(createHash("sha256").update(token, "utf8").digest("hex"))) {
      throw new OipRefusal(401, token === undefined ? "a token is needed: send `Authorization: Bearer TOKEN`" : "the token is not valid", { "WWW-Authenticate": "Bearer" });
    }
  }

  function describe(request: IncomingMessage, target: ModelTarget): { model: string; inputs: ReturnType<typeof readyModel>["inputs"]; outputs: ReturnType<typeof readyModel>["outputs"] } {
    const { entry } = resolveTarget(follower, target, environmentOf(request));
    const { inputs, outputs } = readyModel(entry);
    return { model: entry.served.model, inputs, outputs };
  }

  async function index(request: IncomingMessage): Promise<Reply> {
    const body = await readBody(request);
    let onlyReady = false;
    if (body.length > 0) {
      try {
        onlyReady = (JSON.parse(body.toString("utf8")) as { ready?: unknown } | null)?.ready === true;
      } catch {
        throw bad("the body is not JSON: send nothing, or {\"ready\":true}");
      }
    }
    const routed = new Set([...follower.table.routes, ...follower.wanted].flatMap((route) => route.entries.map(({ entry }) => entry)));
    const rows = [...routed].map(({ served, state, reason }) => ({ name: served.model, version: served.version, state, reason: reason ?? "" }));
    return json(rows.filter(({ state }) => !onlyReady || state === "READY").sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(a.version) - Number(b.version))));
  }

  /** Refusals of a routed model count as its errors; what no route names counts for nobody. */
  function countFailure(resolved: Resolved, call: Call, refusal: OipRefusal): void {
    const { entry, environment } = resolved;
    watch.count({ watched: entry.watched, environment, atMs: deps.clock.now().getTime(), latencyMs: null, rows: 0, columns: {} });
    metrics.request({ model: entry.served.model, version: entry.served.version, environment }, refusal.status, performance.now() - call.startedAtMs);
  }

  async function inferReply(call: Call, target: ModelTarget): Promise<Reply> {
    const { request } = call;
    const arrivedAtMs = deps.clock.now().getTime();
    const environment = environmentOf(request);
    let body: Buffer | OipRefusal;
    try {
      body = await readBody(request);
    } catch (error) {
      if (error instanceof Aborted) throw error;
      body = toRefusal(error);
    }
    const resolved = resolveTarget(follower, target, environment);
    const done = follower.hold(resolved);
    const sinceMs = () => performance.now() - call.startedAtMs;
    try {
      if (body instanceof OipRefusal) throw body;
      const answer = await infer({ follower, watch, ids: deps.ids }, { target, environment, body, jsonLength: header(request, "inference-header-content-length"), arrivedAtMs, sinceMs }, resolved);
      const { served } = resolved.entry;
      metrics.request({ model: served.model, version: served.version, environment: resolved.environment }, 200, sinceMs());
      if (answer.jsonLength === undefined) return { status: 200, headers: { "Content-Type": "application/json" }, body: answer.body };
      return { status: 200, headers: { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": String(answer.jsonLength) }, body: answer.body };
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal.status === 500) deps.log.error("a prediction failed", { model: resolved.entry.served.model, version: resolved.entry.served.version, error: error as Error });
      countFailure(resolved, call, refusal);
      throw refusal;
    } finally {
      done();
    }
  }

  async function answer(call: Call): Promise<Reply> {
    const { request } = call;
    const asked = askedBy(request.method ?? "GET", request.url ?? "/");
    if (!open.has(asked.kind)) authorise(request);
    switch (asked.kind) {
      case "healthz": return json({ live: true });
      case "live": return json({ live: true });
      case "readyz": {
        const reason = parts.unready();
        return reason === null ? json({ ready: true }) : json({ ready: false, reason }, 503);
      }
      case "ready": return parts.unready() === null ? json({ ready: true }) : json({ ready: false }, 503);
      case "metrics": return { status: 200, headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }, body: parts.metricsText() };
      case "server": return json(serverMetadata(version));
      case "index": return index(request);
      case "model": return json(modelMetadata(describe(request, asked), routedVersions(follower, asked.model)));
      case "config": return json(modelConfig(describe(request, asked)));
      case "modelReady": {
        const { entry } = resolveTarget(follower, asked, environmentOf(request));
        if (entry.state !== "READY") throw notReady(`model '${asked.model}' version ${entry.served.version} is ${entry.state === "LOADING" ? "loading" : `not available: ${entry.reason ?? "it could not be loaded"}`}`);
        return json({ name: asked.model, ready: true });
      }
      case "infer": return inferReply(call, asked);
      case "wrongMethod": throw new OipRefusal(405, `${request.method} is not possible here; ${asked.allow} is`, { Allow: asked.allow });
      case "unsupported": throw new OipRefusal(501, `${asked.what} is not supported`);
      case "unknown": throw new OipRefusal(404, "there is nothing at this path; the protocol begins at /v2");
    }
  }

  function send({ request, response }: Call, { status, headers, body }: Reply): void {
    response.writeHead(status, { ...headers, "Content-Length": String(Buffer.byteLength(body)), ...(parts.draining() ? { Connection: "close" } : {}) });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  return (request, response) => {
    const call: Call = { request, response, startedAtMs: performance.now() };
    answer(call).then((reply) => send(call, reply), (error: unknown) => {
      if (error instanceof Aborted) return;
      const refusal = toRefusal(error);
      send(call, { status: refusal.status, headers: { "Content-Type": "application/json", ...refusal.headers }, body: errorBody(refusal.message) });
    }).catch((error: unknown) => {
      deps.log.error("a reply could not be sent", { error: error as Error });
      response.destroy();
    });
  };
}
