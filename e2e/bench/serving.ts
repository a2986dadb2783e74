import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../../server/processes/embedded-postgres.ts";
import { startInstance } from "../support/instance.ts";
import { sendLoad, median, type Load } from "./load.ts";

const flight: Record<string, number | string> = { local_hour: 9, weekday: 2, distance: 733, origin: "ORD", destination: "LGA" };
const body = (rows: number) => Buffer.from(JSON.stringify({ inputs: Object.entries(flight).map(([name, value]) => ({ name, datatype: typeof value === "string" ? "BYTES" : "FP32", shape: [rows, 1], data: Array.from({ length: rows }, () => value) })) }));

/**
 * The demo's tree model (flight-delay v2) through serving, with routing, validation and monitoring, beside the bare
 * floor with the same model: medians of three turns each, taken in alternation.
 */
export async function benchServing(): Promise<Record<string, unknown>[]> {
  const port = await freePort();
  const floor = spawn(process.execPath, ["e2e/bench/floor.ts", "prisma/seed/flights/v2/model/model.onnx", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  await once(floor.stdout, "data");
  // A demo at walking pace: seeded, but with next to no traffic of its own.
  const instance = await startInstance({ SIGNALBOX_DEMO_SPEED: "60" });
  const ours = `${instance.servingUrl}/v2/models/flight-delay/infer`;
  const bare = `http://127.0.0.1:${port}/`;
  try {
    while ((await fetch(ours, { method: "POST", body: new Uint8Array(body(1)) })).status !== 200) await new Promise((resolve) => { setTimeout(resolve, 500); });
    const rows: Record<string, unknown>[] = [];
    for (const [batch, connections, count] of [[1, 1, 2000], [1, 32, 8000], [64, 8, 1000]] as const) {
      const turns: { bare: Load[]; ours: Load[] } = { bare: [], ours: [] };
      await sendLoad(bare, body(batch), { connections, count: count / 4 });
      await sendLoad(ours, body(batch), { connections, count: count / 4 });
      for (let turn = 0; turn < 3; turn++) {
        turns.bare.push(await sendLoad(bare, body(batch), { connections, count }));
        turns.ours.push(await sendLoad(ours, body(batch), { connections, count }));
      }
      const of = (side: "bare" | "ours", key: keyof Load) => median(turns[side].map((load) => load[key]));
      rows.push({
        rowsPerRequest: batch, connections, bareRequestsPerSecond: Math.round(of("bare", "requestsPerSecond")), requestsPerSecond: Math.round(of("ours", "requestsPerSecond")),
        ratio: Number((of("ours", "requestsPerSecond") / of("bare", "requestsPerSecond")).toFixed(2)), p50Ms: Number(of("ours", "p50Ms").toFixed(2)), p99Ms: Number(of("ours", "p99Ms").toFixed(2)), failed: turns.ours.reduce((sum, load) => sum + load.failed, 0),
      });
    }
    return rows;
  } finally {
    floor.kill();
    await instance.stop();
  }
}
