// `npm test`: every check, one after the other, in one count. Plain JavaScript, so that a missing Node is said plainly.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const scratch = mkdtempSync(join(tmpdir(), "signalbox-run-"));
const bin = (name) => join("node_modules/.bin", name);

/** Runs one step with its output shown; resolves with its exit code. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env } });
    child.once("error", (error) => { console.error(error.message); resolve(1); });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** A step that passes or fails as one test. */
async function whole(name, command, args) {
  const code = await run(command, args);
  console.log(`${code === 0 ? "passed" : "FAILED"}: ${name}`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function counted(name, code, read) {
  let counts;
  try {
    counts = read();
  } catch (error) {
    console.error(`${name} left no report: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
  // A runner that fails without a failed test (a broken import, a crashed worker) still fails.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.passed + counts.failed === 0) counts.failed = 1;
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed`);
  return counts;
}

async function vitest() {
  const report = join(scratch, "vitest.json");
  const code = await run(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  return counted("unit and integration", code, () => {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) };
  });
}

async function playwright() {
  const report = join(scratch, "playwright.json");
  const code = await run(bin("playwright"), ["test", "--config", "e2e/playwright.config.ts", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return counted("end to end", code, () => {
    const { stats } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
  });
}

const steps = [
  () => whole("database client", process.execPath, ["prisma/generate.mjs", "--quiet"]),
  () => whole("types", bin("tsc"), ["--noEmit"]),
  () => whole("lint", bin("oxlint"), ["--type-aware", "--deny-warnings"]),
  () => whole("walls", process.execPath, ["server/testing/walls-cli.ts"]),
  vitest,
  playwright,
];
let passed = 0;
let failed = 0;
for (const step of steps) {
  const counts = await step();
  passed += counts.passed;
  failed += counts.failed;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
