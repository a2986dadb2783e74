/** A whole Signalbox, started as the README says, on free ports and a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../server/processes/embedded-postgres.ts";

export type Instance = {
  url: string;
  servingUrl: string;
  dataFolder: string;
  env: Record<string, string>;
  output(): string;
  stop(): Promise<number | null>;
  process: ChildProcess;
};

/**
 * Starts `npm start`'s program and waits for its ready line.
 * @throws Error with the end of its output when it ends or is not ready in `timeoutMs`
 */
export async function startInstance(settings: Record<string, string> = {}, timeoutMs = 240_000): Promise<Instance> {
  const dataFolder = settings["SIGNALBOX_DATA"] ?? mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
  // A temporary folder is its maker's alone; the database may run as another user.
  chmodSync(dataFolder, 0o755);
  const [port, servingPort, grpcPort] = [await freePort(), await freePort(), await freePort()];
  const env = { PORT: String(port), SERVING_PORT: String(servingPort), SERVING_GRPC_PORT: String(grpcPort), SIGNALBOX_DATA: dataFolder, SIGNALBOX_URL: `http://localhost:${port}`, ...settings };
  const child = spawn(process.execPath, ["server/processes/launch.mjs"], { env: { ...process.env, DATABASE_URL: "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${lines.join("").split("\n").slice(-40).join("\n")}`));
    const timer = setTimeout(() => { child.kill("SIGTERM"); fail(`not ready within ${timeoutMs} ms`); }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        lines.push(chunk.toString());
        if (lines.length > 5000) lines.splice(0, 1000);
        if (chunk.toString().includes("Signalbox is ready:")) { clearTimeout(timer); resolve(); }
      });
    }
    child.once("exit", (code) => { clearTimeout(timer); fail(`ended with code ${code} before it was ready`); });
  });
  return {
    url: `http://localhost:${port}`,
    servingUrl: `http://127.0.0.1:${servingPort}`,
    dataFolder,
    env,
    process: child,
    output: () => lines.join(""),
    async stop() {
      const gone = new Promise<number | null>((resolve) => { child.once("exit", resolve); });
      if (child.exitCode !== null) return child.exitCode;
      child.kill("SIGINT");
      const code = await gone;
      if (!settings["SIGNALBOX_DATA"]) rmSync(dataFolder, { recursive: true, force: true });
      return code;
    },
  };
}

/** What global setup hands to the specs; SIGNALBOX_E2E_INSTANCE names one that was handed over before and still runs. */
export const instanceFile = process.env["SIGNALBOX_E2E_INSTANCE"] ?? join(tmpdir(), `signalbox-e2e-${process.env["SIGNALBOX_E2E_RUN"] ?? "run"}.json`);

export function handOver(instance: Instance): void {
  writeFileSync(instanceFile, JSON.stringify({ url: instance.url, servingUrl: instance.servingUrl, env: instance.env }));
}
