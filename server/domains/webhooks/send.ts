import type { Deps } from "../../platform/deps.ts";
import { openEgress } from "../../platform/egress.ts";
import { openSealer } from "../../platform/seal.ts";
import { secretPurpose } from "./create-webhook.ts";
import { headersOf } from "./rules/message.ts";
import { retryAfterSeconds } from "./retry-after.ts";

export const timeoutSeconds = 30;
const keptBytes = 4096;
const redirects = 3;

export type Message = { id: string; webhookId: string; url: string; secret: string | null; body: string };
export type Answer = { status: number | null; body: string | null; error: string | null; retryAfterSeconds: number | null; tookMs: number };

function opened(deps: Deps, message: Message): string | null {
  if (message.secret === null) return null;
  try {
    return openSealer(deps.env.secret, secretPurpose).open(message.secret, message.webhookId);
  } catch {
    throw new Error("The secret of this webhook cannot be opened: SIGNALBOX_SECRET is another than when it was kept. Set the webhook's secret again.");
  }
}

/** One POST through the guarded door, signed. Whatever goes wrong is an answer without a status. */
export async function send(deps: Deps, message: Message, signal?: AbortSignal): Promise<Answer> {
  const at = deps.clock.now();
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const answer = await openEgress({ allow: deps.env.egressAllow }).send({
      method: "POST", url: message.url, headers: headersOf({ id: message.id, at, body: message.body }, opened(deps, message)), body: message.body,
      timeoutMs: timeoutSeconds * 1000, maxBodyBytes: keptBytes, redirects, ...(signal === undefined ? {} : { signal }),
    });
    return { status: answer.status, body: answer.body, error: null, retryAfterSeconds: retryAfterSeconds(answer.headers["retry-after"], at), tookMs: took() };
  } catch (error) {
    return { status: null, body: null, error: error instanceof Error ? error.message : String(error), retryAfterSeconds: null, tookMs: took() };
  }
}
