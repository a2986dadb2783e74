/** Vitest's global setup: one embedded server a run, one migrated template database that every test file copies. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import pg from "pg";
import { startPostgres } from "../processes/embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext { postgresUrl: string }
}

export const templateName = "template_signalbox";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-test-"));
  // A temporary folder is its maker's alone; the server may run as another user.
  chmodSync(folder, 0o755);
  // The outcome of a test run is not worth an fsync.
  const server = await startPostgres({ folder: join(folder, "postgres"), logFile: join(folder, "postgres.log"), flags: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] });
  const admin = server.url.replace(/\/signalbox$/, "/postgres");
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateName}`);
  // In a process of its own: the schema engine keeps its connections, and a template with one cannot be copied.
  execFileSync(process.execPath, ["prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: server.url.replace(/\/signalbox$/, `/${templateName}`) } });
  await client.end();
  project.provide("postgresUrl", admin);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
