import { Agent, request } from "node:http";

export type Load = { requestsPerSecond: number; p50Ms: number; p99Ms: number; failed: number };

/** Sends `count` POSTs over `connections` kept connections and waits for every answer. */
export async function sendLoad(url: string, body: Buffer, { connections, count }: { connections: number; count: number }): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let failed = 0;
  let left = count;
  const one = () => new Promise<void>((resolve) => {
    const startedMs = performance.now();
    const sent = request(url, { method: "POST", agent, headers: { "content-length": body.length } }, (answer) => {
      if (answer.statusCode !== 200) failed++;
      answer.resume().once("end", () => { latenciesMs.push(performance.now() - startedMs); resolve(); });
    });
    sent.once("error", () => { failed++; resolve(); });
    sent.end(body);
  });
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => { while (left-- > 0) await one(); }));
  const seconds = (performance.now() - startedMs) / 1000;
  agent.destroy();
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))] ?? 0;
  return { requestsPerSecond: latenciesMs.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
