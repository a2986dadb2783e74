import type { Deps } from "../../platform/deps.ts";
import { afterAttempt, gotThrough } from "./rules/after-attempt.ts";
import { send, timeoutSeconds } from "./send.ts";
import { claimDue, dropDeliveries, fanOut, giveBack, settle, type Claim } from "./store-deliveries.ts";

/** Longer than an attempt may take: what a killed worker had in hand is taken up by another after this. */
const leaseSeconds = timeoutSeconds + 5;
const keptDays = 30;

/** Hands what was committed to the webhooks that want it. @returns how many events it took */
export async function fanPending(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return fanOut(deps.db, deps.clock.now());
}

/** Drops deliveries older than 30 days. @returns how many */
export async function pruneDeliveries(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return dropDeliveries(deps.db, new Date(deps.clock.now().getTime() - keptDays * 86_400_000));
}

const claims = (deps: Deps, ask: { limit: number; webhookId: string | null }) => claimDue(deps.db, { now: deps.clock.now(), leaseSeconds, ...ask });

async function attempt(deps: Deps, claim: Claim, { signal, random }: { signal: AbortSignal; random: () => number }): Promise<void> {
  const answer = await send(deps, { id: claim.deliveryId, webhookId: claim.webhookId, url: claim.url, secret: claim.secret, body: claim.body }, signal);
  // Nobody knows whether the receiver has it: it is sent again with the same id.
  if (signal.aborted && !gotThrough(answer.status)) return giveBack(deps.db, claim);
  const at = deps.clock.now();
  const outcome = afterAttempt({ status: answer.status, retryAfterSeconds: answer.retryAfterSeconds, attempts: claim.attempts, waitedMs: at.getTime() - claim.createdAt.getTime(), random: random() });
  await settle(deps.db, { claim, outcome, at, status: answer.status, error: answer.error, responseBody: answer.body, tookMs: answer.tookMs });
}

export type Deliverer = AsyncDisposable & {
  /** Starts what is due, without waiting for its answers. @returns how many webhooks it began with */
  begin(): Promise<number>;
  /** Resolves when nothing that was begun is under way. */
  idle(): Promise<void>;
};

/**
 * Delivers: a lane for each webhook that has something due, so that a slow receiver holds nobody else's. A lane sends one
 * delivery at a time and goes on with the next of its webhook while there is one due. Disposing breaks off what is on its
 * way and gives it back.
 * @param settings `lanes` at once in this process; `random` from 0 to 1
 */
export function openDeliverer(deps: Deps, settings: { lanes: number; random: () => number }): Deliverer {
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function lane(first: Claim): Promise<void> {
    for (let claim: Claim | undefined = first; claim !== undefined;) {
      await attempt(deps, claim, { signal: stop.signal, random: settings.random });
      [claim] = stop.signal.aborted ? [] : await claims(deps, { limit: 1, webhookId: claim.webhookId });
    }
  }

  const idle = async () => { while (underWay.size > 0) await Promise.all(underWay); };
  return {
    async begin() {
      const free = settings.lanes - underWay.size;
      if (free <= 0 || stop.signal.aborted) return 0;
      const due = await claims(deps, { limit: free, webhookId: null });
      for (const claim of due) {
        const running: Promise<void> = lane(claim)
          .catch((error: unknown) => deps.log.error("a delivery could not be settled; it is sent again", { webhook: claim.webhookId, reason: error instanceof Error ? error.message : String(error) }))
          .finally(() => underWay.delete(running));
        underWay.add(running);
      }
      return due.length;
    },
    idle,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await idle();
    },
  };
}
