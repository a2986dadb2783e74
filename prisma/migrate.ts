/**
 * `npm run migrate` applies the history to DATABASE_URL. With DATABASE_URL naming an empty database, `-- next NAME`
 * writes the next migration from the schema and `-- check` fails when one is missing.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyMigrations, pendingMigration } from "./migrations.ts";

const url = process.env["DATABASE_URL"];
if (!url) {
  console.error("DATABASE_URL is not set: name the database to migrate, for example postgres://user@localhost:5432/signalbox");
  process.exit(2);
}
const [command, name] = process.argv.slice(2);
if (command === "next" || command === "check") {
  const sql = await pendingMigration(url);
  if (!sql) console.log("The history already gives the schema.");
  else if (command === "check") {
    console.error(`The schema is ahead of its migrations; write the next one with npm run migrate -- next NAME:\n${sql}`);
    process.exit(1);
  } else {
    const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const folder = join(fileURLToPath(new URL("migrations", import.meta.url)), `${stamp}_${name ?? "change"}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "migration.sql"), sql);
    console.log(`Wrote prisma/migrations/${stamp}_${name ?? "change"}/migration.sql`);
  }
} else {
  const applied = await applyMigrations(url);
  console.log(applied.length ? `Applied ${applied.join(", ")}` : "Nothing to apply");
}
process.exit(0);
