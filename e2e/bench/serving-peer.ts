/** MLServer 1.7 with the same ONNX models in its own process (`parallel_workers` 0), as its manual starts it. */
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../../server/processes/embedded-postgres.ts";
import { pythonWith } from "./python.ts";

export type Started = { port: number; pid: number; stop(): void };
const folder = resolve(".signalbox/bench/serving");

/** @returns the folder of mlp.onnx, gbdt.onnx and rows.json @throws Error where no Python can make them */
export function makeModels(): string {
  const models = join(folder, "models");
  if (existsSync(join(models, "rows.json"))) return models;
  const python = pythonWith(folder, { modules: "skl2onnx, sklearn", packages: ["scikit-learn", "skl2onnx"] });
  if (python === null) throw new Error("The models need a Python with scikit-learn and skl2onnx: set SIGNALBOX_PYTHON to one");
  execFileSync(python, ["e2e/bench/serving-models.py", models], { stdio: "inherit" });
  return models;
}

/** Null where no Python has MLServer and none can be made. @throws Error when it does not answer within a minute */
export async function startMlserver(models: string): Promise<Started | null> {
  const python = pythonWith(folder, { modules: "mlserver, onnxruntime", packages: ["mlserver>=1.7,<1.8", "onnxruntime"] });
  if (python === null) return null;
  const home = join(folder, "mlserver");
  const [port, grpcPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "settings.json"), JSON.stringify({ host: "127.0.0.1", http_port: port, grpc_port: grpcPort, metrics_port: metricsPort, parallel_workers: 0, debug: false }));
  copyFileSync("e2e/bench/serving-runtime.py", join(home, "serving_runtime.py"));
  for (const name of ["mlp", "gbdt"]) {
    mkdirSync(join(home, name), { recursive: true });
    writeFileSync(join(home, name, "model-settings.json"), JSON.stringify({ name, implementation: "serving_runtime.OnnxModel", parameters: { uri: join(models, `${name}.onnx`) } }));
  }
  const child = spawn(python, ["-m", "mlserver.cli.main", "start", home], { stdio: "ignore", cwd: home, env: { ...process.env, PYTHONPATH: home } });
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/v2/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) return { port, pid: child.pid ?? 0, stop: () => { child.kill(); } };
    if (Date.now() > deadlineMs || child.exitCode !== null) throw new Error("MLServer did not come up");
    await new Promise((wait) => { setTimeout(wait, 300); });
  }
}
