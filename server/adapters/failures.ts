import { ZodError } from "zod";
import { SignalboxError, type FieldProblem } from "#server/shared/errors.ts";
import type { Log } from "#server/platform/log.ts";

/** Two transactions that waited for each other, or a serialisation failure: nothing was changed, and the same call may succeed. */
const collided = /deadlock detected|could not serialize access|write conflict or a deadlock/i;

/** Node's and Postgres' words for "the database is not there now" (SQLSTATE class 08, 57P01–57P03, 53300). */
const away = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "57P01", "57P02", "57P03", "53300", "P1001", "P1002", "P1017", "P2024", "P2037"]);

function databaseIsAway(error: unknown): boolean {
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 5; depth += 1) {
    const code = "code" in cause ? cause.code : undefined;
    if (typeof code === "string" && (away.has(code) || /^08...$/.test(code))) return true;
    if ("message" in cause && typeof cause.message === "string" && /Connection terminated|Can't reach database|timeout exceeded when trying to connect/.test(cause.message)) return true;
    cause = "cause" in cause ? cause.cause : undefined;
  }
  return false;
}

export function fieldsOf(error: ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
}

/**
 * Anything thrown, as one of the closed list. What a caller may not read (our own failures) is logged here, whole, and
 * answered as `internal` without its message.
 */
export function asFailure(error: unknown, log: Log): SignalboxError {
  if (error instanceof SignalboxError) return error;
  if (error instanceof ZodError) {
    const fields = fieldsOf(error);
    return new SignalboxError("invalid_input", fields.map((field) => (field.path === "" ? field.message : `${field.path}: ${field.message}`)).join("; "), { fields });
  }
  if (databaseIsAway(error)) return new SignalboxError("unavailable", "The database does not answer now. Try again in a moment.");
  if (error instanceof Error && collided.test(error.message)) return new SignalboxError("unavailable", "Another change was in the way. Nothing was changed; try again.");
  log.error("a request failed", { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return new SignalboxError("internal", "Something failed on our side. Nothing was changed.");
}
