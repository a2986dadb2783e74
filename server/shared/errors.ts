/**
 * The closed list of what can go wrong for a caller. Every dialect maps each code to its own shape by a total record
 * (`satisfies Record<ErrorCode, …>`), so that a new code does not compile until each dialect answers it.
 */
export const errorCodes = {
  invalid_input: { status: 400, title: "The input is not valid", retry: false },
  unauthenticated: { status: 401, title: "Sign in first", retry: false },
  forbidden: { status: 403, title: "Not allowed", retry: false },
  self_approval: { status: 403, title: "Somebody else has to decide", retry: false },
  not_approver: { status: 403, title: "An approver has to decide", retry: false },
  not_found: { status: 404, title: "Not found", retry: false },
  already_exists: { status: 409, title: "It exists already", retry: false },
  already_open: { status: 409, title: "A request is open already", retry: false },
  already_decided: { status: 409, title: "It was decided already", retry: false },
  evidence_changed: { status: 409, title: "The evidence changed", retry: false },
  route_changed: { status: 409, title: "The route changed", retry: false },
  wrong_state: { status: 409, title: "Not possible in this state", retry: false },
  in_progress: { status: 409, title: "The same request is still running", retry: true },
  gone: { status: 410, title: "It was revoked or has expired", retry: false },
  too_large: { status: 413, title: "Too large", retry: false },
  idempotency_mismatch: { status: 422, title: "The key was used with another body", retry: false },
  not_servable: { status: 422, title: "Nothing can serve this version", retry: false },
  not_computable: { status: 422, title: "The counters cannot give this number", retry: false },
  frozen: { status: 409, title: "A release froze it", retry: false },
  rate_limited: { status: 429, title: "Too many tries", retry: true },
  not_implemented: { status: 501, title: "Not part of this installation", retry: false },
  unavailable: { status: 503, title: "Not available now", retry: true },
  internal: { status: 500, title: "Something failed on our side", retry: true },
} as const satisfies Record<string, { status: number; title: string; retry: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** One input field and what would be right there. */
export type FieldProblem = { path: string; message: string };

/**
 * A refusal that its caller may read: `detail` says what was wrong and what would be right, in a sentence.
 * `extra` is what the code promises beside it (`decidedBy`, `id`, …). Anything else thrown is `internal`.
 */
export class SignalboxError extends Error {
  readonly code: ErrorCode;
  readonly extra: Record<string, unknown>;
  readonly fields: FieldProblem[];
  constructor(code: ErrorCode, detail: string, more: { extra?: Record<string, unknown>; fields?: FieldProblem[] } = {}) {
    super(detail);
    this.name = "SignalboxError";
    this.code = code;
    this.extra = more.extra ?? {};
    this.fields = more.fields ?? [];
  }
}
