import type { IncomingMessage, ServerResponse } from "node:http";
import { actorFromAuthorization, authorise } from "../../../domains/identity/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import type { HttpContext } from "../context.ts";
import { bodyTooLarge, jsonObject, largestJsonBytes, prefixes, tokenNeeded } from "./calls.ts";
import type { Endpoint } from "./endpoint.ts";
import { errorResponse, jsonHeaders, jsonText } from "./errors.ts";
import { QueryValues } from "./params.ts";
import { mlflowEndpoints } from "./routes.ts";

/** @returns false for a call that goes the usual way */
export type Direct = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/**
 * Answers the dialect's calls of constant paths on Node's own request and response: programs make them thousands of
 * times a second, and the router with the web's Request and Response costs several times the call. Only calls with an
 * Authorization header: what a page of ours sends goes the usual way.
 */
export function directMlflow(http: HttpContext): Direct {
  const rows = new Map<string, Endpoint>();
  for (const row of mlflowEndpoints.filter((one) => !/[:*]/.test(one.path))) {
    for (const prefix of prefixes) for (const method of row.methods) rows.set(`${method} ${prefix}${row.path}`, row);
  }
  return (incoming, outgoing) => {
    const { url = "" } = incoming;
    const mark = url.indexOf("?");
    // RFC 3986 3.4: the query begins at the first question mark and may hold more of them.
    const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
    const row = rows.get(`${incoming.method ?? ""} ${path}`);
    const { authorization } = incoming.headers;
    if (row === undefined || authorization === undefined) return false;
    answer(http, { row, incoming, authorization, query }).then(
      (text) => send(outgoing, text),
      (error: unknown) => refuse(http, { path, error }, outgoing),
    );
    return true;
  };
}

type Call = { row: Endpoint; incoming: IncomingMessage; authorization: string; query: string };

async function answer({ deps }: HttpContext, { row, incoming, authorization, query }: Call): Promise<string> {
  const reading = incoming.method === "GET" ? null : bodyOf(incoming);
  // Told of below, once it is known whose body it is.
  reading?.catch(() => undefined);
  const actor = await actorFromAuthorization(deps, authorization);
  if (actor === null) throw tokenNeeded();
  authorise(actor, row.right);
  const raw = reading === null ? queryOf(query) : jsonObject(await reading, incoming.headers["content-type"]);
  return jsonText(await row.handle(deps, actor, { raw, segments: {} }));
}

function queryOf(query: string): Record<string, unknown> {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, new QueryValues(all)]));
}

/** @throws too_large */
async function bodyOf(incoming: IncomingMessage): Promise<string> {
  if (Number(incoming.headers["content-length"] ?? 0) > largestJsonBytes) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestJsonBytes) throw bodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Node copies a long string several times on its way out, and bytes not at all. */
function send(outgoing: ServerResponse, text: string): void {
  const body = Buffer.from(text);
  outgoing.writeHead(200, { ...jsonHeaders, "content-length": body.length });
  outgoing.end(body);
}

function refuse(http: HttpContext, { path, error }: { path: string; error: unknown }, outgoing: ServerResponse): void {
  if (!(error instanceof SignalboxError)) http.deps.log.error("an MLflow call failed", { path, error: error instanceof Error ? error : String(error) });
  const response = errorResponse(error);
  response.text().then(
    (text) => {
      // What is left of a body that was not read would be taken for the next request.
      const closing = error instanceof SignalboxError && error.code === "too_large" ? { connection: "close" } : {};
      outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...closing, "content-length": Buffer.byteLength(text) });
      outgoing.end(text);
    },
    () => outgoing.destroy(),
  );
}
