/** What an integration test stands on: a database of its own, a blob folder, a clock it moves, and actors. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import type { Actor, Role } from "../domains/identity/contract.ts";
import { localBlobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import { openDb } from "../platform/db.ts";
import type { Deps } from "../platform/deps.ts";
import { readEnv } from "../platform/env.ts";
import { systemIds } from "../platform/ids.ts";
import { silentLog } from "../platform/log.ts";
import { templateName } from "./postgres.ts";

export type FakeClock = Clock & { advance(seconds: number): void; set(at: Date): void };

/** A clock that stands still until it is moved. */
export function fakeClock(start = new Date("2026-03-02T10:00:00Z")): FakeClock {
  let now = start;
  return {
    now: () => new Date(now),
    advance: (seconds) => { now = new Date(now.getTime() + seconds * 1000); },
    set: (at) => { now = at; },
  };
}

export type TestDeps = Deps & { clock: FakeClock; databaseUrl: string };

/**
 * Call at the top of a test file (or `describe`): makes the file's database from the migrated template and drops it at
 * the end. @param settings environment settings over the defaults
 */
export async function testDeps(settings: Record<string, string> = {}): Promise<TestDeps> {
  const admin = inject("postgresUrl");
  const name = `t_${systemIds.hex32()}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  await client.end();
  const databaseUrl = admin.replace(/\/postgres$/, `/${name}`);
  const folder = mkdtempSync(join(tmpdir(), "signalbox-files-"));
  const env = readEnv({ SIGNALBOX_DATA: folder, SIGNALBOX_SECRET: "a-secret-of-the-tests-32-bytes-long", DATABASE_URL: databaseUrl, ...settings });
  const db = openDb(databaseUrl, 8);
  afterAll(async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
    const dropper = new pg.Client({ connectionString: admin });
    await dropper.connect();
    await dropper.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await dropper.end();
  });
  return { db, clock: fakeClock(), ids: systemIds, log: silentLog, blobs: localBlobs(join(folder, "blobs")), env, databaseUrl };
}

/** A person with a row in the database, acting by token. */
export async function testActor(deps: Deps, role: Role, name = `A ${role}`): Promise<Actor> {
  const id = deps.ids.hex32();
  const email = `${id}@test.local`;
  await deps.db.prisma.user.create({ data: { id, name, email, role, teams: [] } });
  return { kind: "person", id, name, email, role, teams: [], via: "token" };
}
