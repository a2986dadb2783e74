/** The protocol over node:http: parse the request line, authorise, call, answer. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Deps } from "../../platform/deps.ts";
import { type Asked, askedBy, asksOnlyReady, encodeInfer, errorBody, type ModelTarget, notReady, OipRefusal, parametersOf, parseInfer, parseParameters, serverMetadata, toRefusal } from "../../adapters/http/oip/index.ts";
import { requireAdministrator, requirePerson, requireToken } from "./access.ts";
import { Aborted, readBody } from "./body.ts";
import { chosenCoding, compressed } from "./encoding.ts";
import type { EventIntake } from "./events/intake.ts";
import type { Follower } from "./follower.ts";
import { keyText } from "./infer.ts";
import type { LabelIntake } from "./labels.ts";
import type { Service } from "./service.ts";

export type HttpParts = {
  deps: Deps; follower: Follower; service: Service; events: EventIntake; labels: LabelIntake;
  /** Null when ready, else why not. */
  unready: () => string | null;
  draining: () => boolean;
  metricsText: () => Promise<string>;
};
type Reply = { status: number; headers: Record<string, string>; body: Buffer | string };
type Call = { request: IncomingMessage; response: ServerResponse; startedAtMs: number };

const json = (value: unknown, status = 200): Reply => ({ status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
/** Load and unload answer nothing, which clients do not read. */
const done: Reply = { status: 200, headers: {}, body: "" };
const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
const environmentOf = (request: IncomingMessage) => header(request, "signalbox-environment") ?? "production";

/** Open to all; everything that names a model needs the token where serving asks for one. */
const probes: ReadonlySet<Asked["kind"]> = new Set<Asked["kind"]>(["healthz", "readyz", "metrics", "live", "ready", "server"]);
const administrators: ReadonlySet<Asked["kind"]> = new Set<Asked["kind"]>(["load", "unload"]);

export function requestListener(parts: HttpParts): RequestListener {
  const { deps, follower, service } = parts;

  function authorise(request: IncomingMessage, kind: Asked["kind"]): void {
    // Where no token is asked for, any page that a person has open could send predictions and be counted.
    if (!probes.has(kind) && header(request, "sec-fetch-site") === "cross-site") throw new OipRefusal(403, "a page of another site may not call this");
    if (kind === "events" || kind === "labels") requirePerson(follower.tokens, request.headers.authorization);
    else if (administrators.has(kind)) requireAdministrator(follower.tokens, request.headers.authorization);
    else if (!probes.has(kind) && deps.env.servingAuth === "token") requireToken(follower.tokens, request.headers.authorization);
  }

  async function inferReply(call: Call, target: ModelTarget): Promise<Reply> {
    const { request, startedAtMs } = call;
    const arrivedAtMs = deps.clock.now().getTime();
    let body: Buffer | OipRefusal;
    try {
      body = await readBody(request);
    } catch (error) {
      if (error instanceof Aborted) throw error;
      body = toRefusal(error);
    }
    const answer = await service.predict({
      target, environment: environmentOf(request), arrivedAtMs, startedAtMs, encode: encodeInfer,
      keyOf: ({ from, name }) => {
        if (from === "header") return header(request, name.toLowerCase());
        return body instanceof OipRefusal ? undefined : keyText(parametersOf(body, header(request, "inference-header-content-length"))[name]);
      },
      parse: (spec) => {
        if (body instanceof OipRefusal) throw body;
        return parseInfer(body, header(request, "inference-header-content-length"), spec);
      },
    });
    const headers: Record<string, string> = answer.jsonLength === undefined ? { "Content-Type": "application/json" } : { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": String(answer.jsonLength) };
    const coding = chosenCoding(header(request, "accept-encoding"), answer.body.length);
    if (coding === null) return { status: 200, headers, body: answer.body };
    return { status: 200, headers: { ...headers, "Content-Encoding": coding }, body: await compressed(coding, answer.body) };
  }

  async function answer(call: Call): Promise<Reply> {
    const { request } = call;
    const asked = askedBy(request.method ?? "GET", request.url ?? "/");
    authorise(request, asked.kind);
    switch (asked.kind) {
      case "healthz": return json({ live: true });
      case "live": return json({ live: true });
      case "readyz": {
        const reason = parts.unready();
        return reason === null ? json({ ready: true }) : json({ ready: false, reason }, 503);
      }
      case "ready": return parts.unready() === null ? json({ ready: true }) : json({ ready: false }, 503);
      case "metrics": return { status: 200, headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }, body: await parts.metricsText() };
      case "server": return json(serverMetadata());
      case "index": return json(await service.index(asksOnlyReady(await readBody(request))));
      case "model": return json(service.metadata(asked, environmentOf(request)));
      case "config": return json(service.config(asked, environmentOf(request)));
      case "stats": return json(await service.statistics(asked));
      case "allStats": return json(await service.statistics(null));
      case "modelReady": {
        const reason = await service.whyNotReady(asked, environmentOf(request));
        if (reason !== null) throw notReady(reason);
        return json({ name: asked.model, ready: true });
      }
      case "load":
        await service.changes.load(asked.model, parseParameters(await readBody(request)));
        return done;
      case "unload":
        await service.changes.unload(asked.model, parseParameters(await readBody(request)));
        return done;
      case "labels": return json(await parts.labels.take(await readBody(request)));
      case "events": return json(await parts.events.take({ headers: request.headers, url: request.url ?? "", body: await readBody(request) }));
      case "infer": return inferReply(call, asked);
      case "wrongMethod": throw new OipRefusal(405, `${request.method} is not possible here; ${asked.allow} is`, { Allow: asked.allow });
      case "unsupported": throw new OipRefusal(501, `${asked.what} is not supported`);
      case "unknown": throw new OipRefusal(404, "there is nothing at this path; the protocol begins at /v2");
    }
  }

  function send({ request, response }: Call, { status, headers, body }: Reply): void {
    const length = Buffer.byteLength(body);
    response.writeHead(status, { ...headers, "Content-Length": String(length), ...(parts.draining() ? { Connection: "close" } : {}) });
    if (request.method === "HEAD") response.end();
    // Text of one byte a character is ASCII, which is cheaper to write as Latin-1.
    else response.end(body, length === body.length ? "latin1" : "utf8");
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
