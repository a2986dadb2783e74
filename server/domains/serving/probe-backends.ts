import type { Deps } from "../../platform/deps.ts";
import { EgressRefused, openEgress, type Egress } from "../../platform/egress.ts";
import { claimProbes, saveProbe } from "./store-backends.ts";

const everyMs = 5000;
const probeTimeoutMs = 2000;
const batch = 50;

type Found = { health: "ready" | "unavailable"; reason: string | null; latencyMs: number | null };

/** An empty 200 is MLServer's, `{"ready": …}` KServe's (oip-wire §1). */
function isReady(body: string): boolean {
  try {
    return (JSON.parse(body) as { ready?: unknown } | null)?.ready !== false;
  } catch {
    return true;
  }
}

async function probe(egress: Egress, url: string): Promise<Found> {
  const began = performance.now();
  try {
    const { status, body } = await egress.send({ method: "GET", url: `${url}/v2/health/ready`, headers: {}, body: "", timeoutMs: probeTimeoutMs, maxBodyBytes: 10_000, redirects: 0 });
    const latencyMs = performance.now() - began;
    if (status === 200 && isReady(body)) return { health: "ready", reason: null, latencyMs };
    return { health: "unavailable", reason: status === 200 ? "It says that it is not ready." : `It answers ${status} when asked whether it is ready.`, latencyMs };
  } catch (error) {
    return { health: "unavailable", reason: error instanceof EgressRefused ? error.message : `It does not answer: ${error instanceof Error ? error.message : "no reason is known"}`.slice(0, 300), latencyMs: null };
  }
}

/**
 * Asks each backend every five seconds whether it is ready, and notes what it said. Any number of workers may run it.
 * @returns how many were asked
 */
export async function probeBackends(deps: Deps): Promise<number> {
  const due = await claimProbes(deps.db, { now: deps.clock.now(), everyMs, limit: batch });
  const egress = openEgress({ allow: deps.env.egressAllow });
  await Promise.all(due.map(async ({ name, url }) => saveProbe(deps.db, { name, url, ...(await probe(egress, url)), at: deps.clock.now() })));
  return due.length;
}
