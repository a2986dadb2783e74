/**
 * What happens to a delivery after one attempt.
 * Invariant: only the first waiting delivery of a webhook is ever tried, so a delivery that is tried again holds the
 * later ones of its webhook, and nobody else's.
 *
 * An answer of the 200s ends it. It is tried again where a later attempt may get through: no answer, a 5xx, a redirect
 * that is not followed, and of the 4xx those that speak of the moment (408, 423, 425, 429) or of the address and its
 * secret (401, 403, 404, 405, 407, 421): these are the same for every delivery, and what waits leaves in order once
 * somebody has mended them. Any other 4xx is the receiver's word on this very message (400, 413, 422, …) or on all of
 * them (410): the same bytes get the same answer, so it is given up at once and the next one goes.
 */
const againOn = new Set([401, 403, 404, 405, 407, 408, 421, 423, 425, 429]);

export const givesUpAfterSeconds = 86_400;
const firstStepSeconds = 1;
const longestStepSeconds = 900;
/** A receiver may ask for patience, up to this. */
export const longestRetryAfterSeconds = 3600;

export type Attempt = {
  /** Null: no answer came. */
  status: number | null;
  retryAfterSeconds: number | null;
  /** This one counted. */
  attempts: number;
  /** Since it was queued. */
  waitedMs: number;
  /** From 0 to 1: deliveries that failed together do not come back together. */
  random: number;
};
export type Outcome = { state: "delivered" } | { state: "dead" } | { state: "waiting"; afterMs: number };

export const gotThrough = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

const mayGetThrough = (status: number | null): boolean => status === null || status < 400 || status >= 500 || againOn.has(status);

/** Seconds until the next attempt: 1, 2, 4, … up to 15 minutes, a quarter more or less. */
export function backoffSeconds(attempts: number, random: number): number {
  const step = Math.min(longestStepSeconds, firstStepSeconds * 2 ** Math.min(attempts - 1, 30));
  return step * (0.75 + 0.5 * random);
}

/** The one decision on a delivery. It is given up when the next attempt would come more than a day after it began to wait. */
export function afterAttempt(attempt: Attempt): Outcome {
  if (gotThrough(attempt.status)) return { state: "delivered" };
  if (!mayGetThrough(attempt.status)) return { state: "dead" };
  const asked = Math.min(longestRetryAfterSeconds, attempt.retryAfterSeconds ?? 0);
  const afterMs = Math.ceil(1000 * Math.max(asked, backoffSeconds(attempt.attempts, attempt.random)));
  return attempt.waitedMs + afterMs > givesUpAfterSeconds * 1000 ? { state: "dead" } : { state: "waiting", afterMs };
}
