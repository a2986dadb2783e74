/** A serving process of its own for a test, and a database that can be taken away from it. */
import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../processes/embedded-postgres.ts";

/** Asks again until `ask` says something else than null or undefined, or the limit is over. */
export async function eventually<T>(ask: () => Promise<T | null | undefined> | T | null | undefined, limitMs = 60_000): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    const answer = await Promise.resolve(ask()).catch(() => null);
    if (answer !== null && answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`it did not come true within ${limitMs} ms: ${String(ask)}`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

export type Proxy = {
  url: string;
  /** `open` passes everything; `closed` refuses; `mute` passes on a delta and swallows the answer. */
  mode: "open" | "closed" | "mute";
  stop(): Promise<void>;
};

/** A TCP door in front of a database URL. */
export async function databaseDoor(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let mode: Proxy["mode"] = "open";
  const server = createServer((client) => {
    if (mode === "closed") return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => { sockets.delete(socket); client.destroy(); upstream.destroy(); });
    }
    let swallowing = false;
    client.on("data", (chunk: Buffer) => {
      swallowing ||= mode === "mute" && chunk.includes("monitoring.ingest");
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => { if (!swallowing) client.write(chunk); });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => { server.listen(port, "127.0.0.1", resolve); });
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.toString(),
    get mode() { return mode; },
    set mode(next) {
      mode = next;
      if (next === "closed") for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}

export type ServingChild = { url: string; child: ChildProcess; output: () => string; kill(signal: NodeJS.Signals): Promise<number | null> };

/** Starts `server/processes/serving/main.ts`. */
export async function spawnServing(settings: Record<string, string>): Promise<ServingChild & { ended: Promise<number | null> }> {
  const port = settings["SERVING_PORT"] ?? String(await freePort());
  const grpcPort = settings["SERVING_GRPC_PORT"] ?? String(await freePort());
  const env = { NODE_ENV: "test" as const, PATH: process.env["PATH"] ?? "", SIGNALBOX_SECRET: "a-secret-of-the-tests-32-bytes-long", ...settings, SERVING_PORT: port, SERVING_GRPC_PORT: grpcPort };
  const child = spawn(process.execPath, ["server/processes/serving/main.ts"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => { output += chunk.toString(); });
  const ended = new Promise<number | null>((resolve) => { child.once("exit", resolve); });
  return { url: `http://127.0.0.1:${port}`, child, ended, output: () => output, kill: (signal) => { child.kill(signal); return ended; } };
}

/** The same, once it answers. */
export async function startServingChild(settings: Record<string, string>): Promise<ServingChild> {
  const serving = await spawnServing(settings);
  try {
    await eventually(async () => (await fetch(`${serving.url}/healthz`)).ok || null);
  } catch {
    await serving.kill("SIGKILL");
    throw new Error(`serving did not start:\n${serving.output()}`);
  }
  return serving;
}

/** A data folder that goes with `dispose`. */
export function dataFolder(): { folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-serving-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
