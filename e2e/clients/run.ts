/** The conformance suites: stock Python clients against one instance, counted together; named ones, `million_rows.py` too, run alone. */
import { spawn } from "node:child_process";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { eventually } from "../../server/testing/serving-process.ts";
import { startInstance } from "../support/instance.ts";

const python = process.env["SIGNALBOX_PYTHON"] ?? "python3";
const suites = ["mlflow_line.py", "mlflow_peer.py", "triton_line.py", "drift_line.py", "labels_line.py", "mlflow_webhooks.py", "mlflow_import.py", "events_line.py", "mlserver_fleet.py"];
const asked = process.argv.slice(2);
/** Webhooks are an administrator's, and MLflow's client has one token. */
const byAdministrator = new Set(["mlflow_webhooks.py"]);

/** One suite's own closing line, `N passed, N failed`; a suite that ends without one failed. */
function runSuite(name: string, env: Record<string, string>): Promise<{ passed: number; failed: number }> {
  return new Promise((resolve) => {
    const child = spawn(python, [`e2e/clients/${name}`], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    let last = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const text = chunk.toString();
      last = (last + text).slice(-400);
      process.stdout.write(text.replaceAll(/^(\d+ passed, \d+ failed)$/gm, `${name}: $1`));
    });
    child.once("exit", (code) => {
      const found = /(\d+) passed, (\d+) failed\s*$/.exec(last);
      const counts = { passed: Number(found?.[1] ?? 0), failed: Number(found?.[2] ?? 1) };
      resolve(code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);
    });
  });
}

const instance = await startInstance({ SIGNALBOX_DEMO: "on", SIGNALBOX_EGRESS_ALLOW: "127.0.0.1" });
const token = async (email: string, role: string) =>
  (await promisify(execFile)(process.execPath, ["server/processes/token.ts", email, "--role", role], { env: { ...process.env, ...instance.env } })).stdout.trim();
const env = {
  ...instance.env,
  MLFLOW_TRACKING_URI: instance.url,
  MLFLOW_TRACKING_TOKEN: await token("ci-scientist@example.com", "scientist"),
  SIGNALBOX_URL: instance.url,
  SIGNALBOX_APPROVER_TOKEN: await token("ci-approver@example.com", "approver"),
  SIGNALBOX_ADMIN_TOKEN: await token("ci-admin@example.com", "admin"),
  SIGNALBOX_SERVING_URL: instance.servingUrl,
  SIGNALBOX_MODEL: "flight-delay",
};
// The demo goes on seeding behind a ready instance; a suite that runs alone asks for its model at once.
await eventually(async () => (await fetch(`${env.SIGNALBOX_SERVING_URL}/v2/models/${env.SIGNALBOX_MODEL}/ready`)).ok || null, 300_000);
let passed = 0;
let failed = 0;
for (const suite of asked.length > 0 ? asked : suites) {
  const counts = await runSuite(suite, byAdministrator.has(suite) ? { ...env, MLFLOW_TRACKING_TOKEN: env.SIGNALBOX_ADMIN_TOKEN } : env);
  passed += counts.passed;
  failed += counts.failed;
}
const code = await instance.stop();
if (code !== 0) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
