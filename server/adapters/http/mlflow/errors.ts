import { SignalboxError, type ErrorCode } from "../../../shared/errors.ts";

/** Each of our codes in MLflow's words. The client tries 408, 429, 500 and 502–504 again, for minutes. */
const table = {
  invalid_input: [400, "INVALID_PARAMETER_VALUE"],
  unauthenticated: [401, "UNAUTHENTICATED"],
  forbidden: [403, "PERMISSION_DENIED"],
  self_approval: [403, "PERMISSION_DENIED"],
  not_approver: [403, "PERMISSION_DENIED"],
  not_found: [404, "RESOURCE_DOES_NOT_EXIST"],
  already_exists: [400, "RESOURCE_ALREADY_EXISTS"],
  already_open: [400, "RESOURCE_ALREADY_EXISTS"],
  already_decided: [400, "INVALID_STATE"],
  evidence_changed: [400, "INVALID_STATE"],
  route_changed: [400, "INVALID_STATE"],
  wrong_state: [400, "BAD_REQUEST"],
  in_progress: [429, "REQUEST_LIMIT_EXCEEDED"],
  gone: [404, "RESOURCE_DOES_NOT_EXIST"],
  too_large: [413, "BAD_REQUEST"],
  idempotency_mismatch: [400, "BAD_REQUEST"],
  not_servable: [400, "INVALID_PARAMETER_VALUE"],
  not_computable: [400, "INVALID_PARAMETER_VALUE"],
  frozen: [400, "INVALID_PARAMETER_VALUE"],
  rate_limited: [429, "REQUEST_LIMIT_EXCEEDED"],
  not_implemented: [501, "NOT_IMPLEMENTED"],
  unavailable: [503, "TEMPORARILY_UNAVAILABLE"],
  internal: [500, "INTERNAL_ERROR"],
} as const satisfies Record<ErrorCode, readonly [number, string]>;

export const jsonHeaders = { "content-type": "application/json", "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN", vary: "Origin" };

/** MLflow's error body. `error_class` is the code but for RESOURCE_DOES_NOT_EXIST; `sqlstate` was the same in every answer measured. */
export function mlflowError(status: number, code: string, message: string): Response {
  const body = { error_code: code, message, sqlstate: "KAM00", error_class: code === "RESOURCE_DOES_NOT_EXIST" ? "RESOURCE_NOT_FOUND" : code };
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": 'Bearer realm="Signalbox", Basic realm="Signalbox"' } : {};
  return new Response(JSON.stringify(body), { status, headers: { ...jsonHeaders, ...challenge } });
}

/** A refusal in MLflow's shape; anything that is not one of ours is answered without its text. */
export function errorResponse(error: unknown): Response {
  if (!(error instanceof SignalboxError)) return mlflowError(500, "INTERNAL_ERROR", "Something failed on the server; its log says what.");
  const [status, code] = table[error.code];
  return mlflowError(status, code, error.message);
}

/** @param body text is JSON already */
export const jsonText = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));
export const jsonResponse = (body: unknown): Response => new Response(jsonText(body), { status: 200, headers: jsonHeaders });
