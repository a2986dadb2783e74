import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { ZodError } from "zod";
import { asFailure } from "#server/adapters/failures.ts";
import type { Right } from "#server/domains/identity/contract.ts";
import { authorise } from "#server/domains/identity/index.ts";
import { silentLog } from "#server/platform/log.ts";
import { SignalboxError, type ErrorCode } from "#server/shared/errors.ts";
import { requirePlainText } from "#server/shared/text.ts";
import type { TrpcContext } from "./context.ts";

/**
 * Every procedure says who may call it: a right, or `public`. `askedByUseCase`: the use-case asks for the right itself,
 * because which refusal is due depends on what is asked (a requester is told `self_approval` before `not_approver`).
 */
export type Declared = { right: Right | "public"; askedByUseCase?: true };

const trpcCodes = {
  invalid_input: "BAD_REQUEST", unauthenticated: "UNAUTHORIZED", forbidden: "FORBIDDEN", self_approval: "FORBIDDEN", not_approver: "FORBIDDEN",
  not_found: "NOT_FOUND", gone: "NOT_FOUND", already_exists: "CONFLICT", already_open: "CONFLICT", already_decided: "CONFLICT", evidence_changed: "CONFLICT",
  route_changed: "CONFLICT", wrong_state: "CONFLICT", in_progress: "CONFLICT", frozen: "CONFLICT", too_large: "PAYLOAD_TOO_LARGE",
  idempotency_mismatch: "UNPROCESSABLE_CONTENT", not_servable: "UNPROCESSABLE_CONTENT", not_computable: "UNPROCESSABLE_CONTENT",
  rate_limited: "TOO_MANY_REQUESTS", not_implemented: "NOT_IMPLEMENTED", unavailable: "SERVICE_UNAVAILABLE", internal: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>;

/** What tRPC itself refuses, before a procedure is reached. */
const ownRefusals: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  BAD_REQUEST: "invalid_input", PARSE_ERROR: "invalid_input", METHOD_NOT_SUPPORTED: "invalid_input", UNSUPPORTED_MEDIA_TYPE: "invalid_input",
  NOT_FOUND: "not_found", PAYLOAD_TOO_LARGE: "too_large",
};

function failureOf(error: TRPCError): SignalboxError {
  if (error.cause instanceof SignalboxError) return error.cause;
  if (error.cause instanceof ZodError && error.code === "BAD_REQUEST") return asFailure(error.cause, silentLog);
  const code = ownRefusals[error.code];
  return code === undefined ? new SignalboxError("internal", "Something failed on our side. Nothing was changed.") : new SignalboxError(code, error.message);
}

const t = initTRPC.context<TrpcContext>().meta<Declared>().create({
  errorFormatter({ shape, error }) {
    const failure = failureOf(error);
    return {
      code: shape.code,
      message: failure.message,
      data: { code: failure.code, httpStatus: shape.data.httpStatus, path: shape.data.path, detail: failure.message, fields: failure.fields, extra: failure.extra },
    };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Turns what a use-case threw into tRPC's error, its code kept as the cause. */
const failures = t.middleware(async ({ ctx, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { error } = result;
  // BAD_REQUEST is tRPC's own, about the input; an output that its schema refuses is ours.
  if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError) throw error;
  if (error.cause === undefined || error.cause instanceof TRPCError) throw error;
  const failure = asFailure(error.cause instanceof ZodError ? new Error(`An answer is not what its contract says: ${error.cause.message}`) : error.cause, ctx.deps.log);
  throw new TRPCError({ code: trpcCodes[failure.code], message: failure.message, cause: failure });
});

const refuse = (failure: SignalboxError) => new TRPCError({ code: trpcCodes[failure.code], message: failure.message, cause: failure });

const guard = t.middleware(({ ctx, meta, path, next }) => {
  if (meta === undefined) throw refuse(new SignalboxError("internal", `${path} declares no right`));
  if (meta.right === "public") return next();
  if (ctx.actor === null) throw refuse(new SignalboxError("unauthenticated", "Sign in to see this."));
  if (meta.askedByUseCase !== true) {
    try {
      authorise(ctx.actor, meta.right);
    } catch (error) {
      throw refuse(asFailure(error, ctx.deps.log));
    }
  }
  return next();
});

const plainText = t.middleware(async ({ ctx, getRawInput, next }) => {
  const raw = await getRawInput();
  try {
    requirePlainText(raw);
  } catch (error) {
    throw refuse(asFailure(error, ctx.deps.log));
  }
  return next();
});

const base = t.procedure.use(failures).use(guard).use(plainText);

/** For visitors too: says `right: "public"`. */
export const publicProcedure = base.meta({ right: "public" });

/** For whoever is signed in and holds the right. */
export const procedureFor = (right: Right, more: Pick<Declared, "askedByUseCase"> = {}) =>
  base.meta({ right, ...more }).use(({ ctx, next }) => {
    if (ctx.actor === null) throw refuse(new SignalboxError("unauthenticated", "Sign in to see this."));
    return next({ ctx: { deps: ctx.deps, actor: ctx.actor } });
  });
