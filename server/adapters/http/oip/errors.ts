import { type ErrorCode, errorCodes, SignalboxError } from "../../../shared/errors.ts";

/** A refusal in this dialect: `{"error": message}` with a status (Triton's map; oip-wire §6). */
export class OipRefusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Every code of the platform has its status here; a new one does not compile until it has. */
const statuses = Object.fromEntries(Object.entries(errorCodes).map(([code, facts]) => [code, facts.status])) as Record<ErrorCode, number>;

/** 400: what came and what was wanted. */
export const bad = (message: string) => new OipRefusal(400, message);
export const notReady = (message: string) => new OipRefusal(503, message, { "Retry-After": "1" });

/** Anything thrown, as this dialect says it. What is not ours to tell is a plain 500. */
export function toRefusal(error: unknown): OipRefusal {
  if (error instanceof OipRefusal) return error;
  if (error instanceof SignalboxError) return new OipRefusal(statuses[error.code], error.message);
  return new OipRefusal(500, "the model could not be run: something failed on our side");
}

export const errorBody = (message: string) => Buffer.from(JSON.stringify({ error: message }));
