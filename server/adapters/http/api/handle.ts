import { createHash } from "node:crypto";
import { asFailure } from "#server/adapters/failures.ts";
import type { Actor } from "#server/domains/identity/contract.ts";
import { actorFromHeaders, answerOnce, authorise } from "#server/domains/identity/index.ts";
import { canonicalJson } from "#server/shared/canonical.ts";
import { SignalboxError } from "#server/shared/errors.ts";
import { requirePlainText } from "#server/shared/text.ts";
import type { HttpContext } from "../context.ts";
import { boundedText, mediaType, parseJson } from "../guard.ts";
import { problemOf } from "../problem.ts";
import type { ApiRoute, Matched } from "./route.ts";

const maxBodyBytes = 1024 * 1024;

/** The query as an object; a name that stands several times is a list. */
function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(search.keys())].map((name) => {
    const values = search.getAll(name);
    return [name, values.length === 1 ? values[0] ?? "" : values];
  }));
}

/** The query says it, or else whoever accepts text/csv before JSON. */
function wantsFile(route: ApiRoute, request: Request, raw: Record<string, unknown>): boolean {
  if (route.file === null) return false;
  if (raw["format"] !== undefined) return raw["format"] === "csv";
  const accepted = (request.headers.get("accept") ?? "").toLowerCase().split(",").map((part) => part.split(";")[0]?.trim());
  const csv = accepted.indexOf("text/csv");
  const json = accepted.indexOf("application/json");
  return csv >= 0 && (json < 0 || csv < json);
}

type Answer = { status: number; contentType: string; text: string };

/** Who calls: a token; for reads a session too, so that a link opened in the browser shows its JSON. */
async function callerOf(ctx: HttpContext, request: Request): Promise<Actor> {
  const actor = await actorFromHeaders(ctx.deps, ctx.auth, request.headers);
  if (actor === null) throw new SignalboxError("unauthenticated", "Send a token: Authorization: Bearer sbx_…");
  if (actor.via === "session" && request.method !== "GET") throw new SignalboxError("unauthenticated", "A session may only read here. Send a token: Authorization: Bearer sbx_…");
  return actor;
}

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const text = await boundedText(request, maxBodyBytes);
  if (text === "") return {};
  if (mediaType(request.headers) !== "application/json") throw new SignalboxError("invalid_input", "The body has to be JSON: send content-type application/json.");
  const body = parseJson(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new SignalboxError("invalid_input", "The body has to be a JSON object.");
  return body as Record<string, unknown>;
}

async function run(ctx: HttpContext, call: { route: ApiRoute; actor: Actor; raw: unknown; file: boolean }): Promise<Answer> {
  try {
    if (call.route.askedByUseCase !== true) authorise(call.actor, call.route.right);
    const answer = await call.route.answer({ deps: ctx.deps, actor: call.actor }, call.raw);
    if (call.route.file !== null && call.file) return { status: call.route.status, contentType: "text/csv; charset=utf-8; header=present", text: call.route.file(answer) };
    return { status: call.route.status, contentType: "application/json", text: answer === undefined ? "" : JSON.stringify(answer) };
  } catch (error) {
    const problem = problemOf(asFailure(error, ctx.deps.log));
    return { status: problem.status, contentType: "application/problem+json", text: JSON.stringify(problem) };
  }
}

function keyOf(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) throw new SignalboxError("invalid_input", "An Idempotency-Key is 1 to 255 visible ASCII characters.", { fields: [{ path: "Idempotency-Key", message: "1 to 255 visible ASCII characters" }] });
  return key;
}

const responseOf = ({ status, contentType, text }: Answer, replayed: boolean): Response =>
  new Response(text === "" ? null : text, {
    status,
    headers: { ...(text === "" ? {} : { "content-type": contentType }), ...(contentType.startsWith("text/csv") ? { "content-disposition": "attachment" } : {}), "cache-control": "no-store", ...(replayed ? { "idempotent-replayed": "true" } : {}) },
  });

/** One matched request, to its answer. @throws SignalboxError before the use-case is reached */
export async function handle(ctx: HttpContext, request: Request, { route, params }: Matched): Promise<Response> {
  const actor = await callerOf(ctx, request);
  const url = new URL(request.url);
  const reads = route.method === "GET";
  const body = reads ? queryOf(url.searchParams) : await bodyOf(request);
  const file = wantsFile(route, request, body);
  const call = { route, actor, raw: { ...body, ...(file ? { format: "csv" } : {}), ...params }, file };
  requirePlainText(call.raw);
  if (reads) return responseOf(await run(ctx, call), false);
  const key = keyOf(request);
  if (key === null) return responseOf(await run(ctx, call), false);
  const requestHash = createHash("sha256").update(`${route.method} ${url.pathname}\n${canonicalJson(body)}`).digest("hex");
  const { replayed, ...answer } = await answerOnce(ctx.deps, actor, { key, requestHash, run: () => run(ctx, call) });
  return responseOf(answer, replayed);
}
