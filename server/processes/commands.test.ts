import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { sealPending, verifyChain } from "../domains/audit/index.ts";
import { actorFromToken } from "../domains/identity/index.ts";
import { testDeps } from "../testing/harness.ts";

const deps = await testDeps();
const folder = mkdtempSync(join(tmpdir(), "signalbox-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number; stdout: string; stderr: string };
function run(script: string, args: string[], env: Record<string, string> = { DATABASE_URL: deps.databaseUrl }): Promise<Ended> {
  return new Promise((resolve) => {
    const { PATH = "" } = process.env;
    execFile(process.execPath, [`server/processes/${script}.ts`, ...args], { env: { PATH, NODE_ENV: "test", SIGNALBOX_DATA: folder, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test("token prints one token and nothing else", async () => {
  const made = await run("token", ["Zoe@Example.com", "--role", "approver", "--name", "Zoe Z"]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sbx_[\w-]{43}\n$/) });
  expect(await actorFromToken(deps, made.stdout.trim())).toMatchObject({ email: "zoe@example.com", name: "Zoe Z", role: "approver" });
  const lower = await run("token", ["zoe@example.com", "--role=scientist"]);
  expect(lower.code).toBe(0);
  expect(await actorFromToken(deps, made.stdout.trim())).toMatchObject({ role: "scientist" });
});

test("token finds the embedded database that runs on the data folder", async () => {
  const none = await run("token", ["y@example.com"], {});
  expect(none).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/npm start/) });
  writeFileSync(join(folder, "database.url"), deps.databaseUrl);
  expect((await run("token", ["y@example.com"], {})).stdout).toMatch(/^sbx_/);
});

test.each([
  ["no address", []], ["not an address", ["zoe"]], ["an unknown role", ["z@example.com", "--role", "king"]], ["an unknown option", ["z@example.com", "--team", "x"]],
])("token with %s says so", async (_name, args) => {
  const ended = await run("token", args);
  expect(ended.code).not.toBe(0);
  expect(ended.stdout).toBe("");
  expect(ended.stderr).not.toBe("");
  expect(ended.stderr).not.toMatch(/^\s+at /m);
});

test("audit verify walks the chain", async () => {
  await vi.waitFor(async () => {
    await sealPending(deps);
    expect((await verifyChain(deps)).unsealed).toBe(0);
  }, { timeout: 20_000, interval: 50 });
  const { rows } = await deps.db.pool.query<{ seq: number; hash: string }>(`SELECT audit_seq AS seq, hash FROM audit_seal ORDER BY position DESC LIMIT 1`);
  const count = (await deps.db.pool.query(`SELECT 1 FROM audit_seal`)).rowCount;
  expect(await run("audit", ["verify"])).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^${count} `)) });
  const file = join(folder, "checkpoint.json");
  writeFileSync(file, JSON.stringify({ ...rows[0], at: "2026-01-01T00:00:00Z", signature: "x" }));
  expect((await run("audit", ["verify", "--checkpoint", file])).code).toBe(0);
  writeFileSync(file, JSON.stringify({ seq: rows[0]?.seq, hash: "0".repeat(64) }));
  expect(await run("audit", ["verify", "--checkpoint", file])).toMatchObject({ code: 1, stdout: expect.stringContaining(`seq ${rows[0]?.seq}`) });
  expect((await run("audit", ["verify", "--checkpoint", join(folder, "none.json")])).code).toBe(2);
  expect((await run("audit", ["walk"])).code).toBe(2);
}, 60_000);

test("audit verify names the first broken row", async () => {
  const { rows } = await deps.db.pool.query<{ seq: number }>(`SELECT min(seq) AS seq FROM audit_event`);
  await deps.db.pool.query(`ALTER TABLE audit_event DISABLE TRIGGER ALL; UPDATE audit_event SET subject = 'x' WHERE seq = ${rows[0]?.seq}; ALTER TABLE audit_event ENABLE TRIGGER ALL`);
  expect(await run("audit", ["verify"])).toMatchObject({ code: 1, stdout: expect.stringContaining(`Broken at seq ${rows[0]?.seq}`) });
});
