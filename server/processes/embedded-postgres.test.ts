import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { startPostgres } from "./embedded-postgres.ts";

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

test.each([["anybody may pass", 0o755], ["its owner alone may pass", 0o700]])("a second start finds what the first wrote, in a folder that %s", async (_name, mode) => {
  const parent = mkdtempSync(join(tmpdir(), "signalbox-pg-"));
  chmodSync(parent, mode);
  folders.push(parent);
  const place = { folder: join(parent, "postgres"), logFile: join(parent, "postgres.log") };
  const query = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>(sql);
    await client.end();
    return rows;
  };
  const first = await startPostgres(place);
  await query(first.url, "CREATE TABLE kept (n int)");
  await query(first.url, "INSERT INTO kept VALUES (42)");
  await first.stop();
  const second = await startPostgres(place);
  expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
  folders.push(second.folder);
  await second.stop();
});
