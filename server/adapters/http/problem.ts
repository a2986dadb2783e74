import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { asFailure } from "#server/adapters/failures.ts";
import { errorCodes, type SignalboxError } from "#server/shared/errors.ts";
import type { HttpContext } from "./context.ts";

export type Problem = { type: string; title: string; status: number; detail: string; code: string; fields?: unknown } & Record<string, unknown>;

/** RFC 9457: `code` is ours, `fields` says what was wrong in the input, and what a code promises stands beside them. */
export function problemOf(failure: SignalboxError): Problem {
  const { status, title } = errorCodes[failure.code];
  return {
    ...failure.extra,
    type: `urn:signalbox:problem:${failure.code}`, title, status, detail: failure.message, code: failure.code,
    ...(failure.fields.length > 0 ? { fields: failure.fields } : {}),
  };
}

export function problemResponse(failure: SignalboxError): Response {
  const problem = problemOf(failure);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (failure.code === "unauthenticated") headers.set("www-authenticate", 'Bearer realm="Signalbox"');
  if (failure.code === "unavailable" || failure.code === "in_progress") headers.set("retry-after", "1");
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** A handler whose throws are answered as problems, without their stack. */
export function withProblems(ctx: HttpContext, handler: (c: Context) => Promise<Response>): (c: Context) => Promise<Response> {
  return async (c) => {
    try {
      return await handler(c);
    } catch (error) {
      if (error instanceof HTTPException) throw error;
      return problemResponse(asFailure(error, ctx.deps.log));
    }
  };
}
