import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "./data-folder.ts";

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) return yield path;
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

function digest(paths: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path).update("\0").update(readFileSync(path));
  return hash.digest("hex");
}

/** What the console's build is made from: pages, components and what they may import. */
function buildInputs(): string[] {
  const contracts = [...filesUnder("server/domains")].filter((path) => path.endsWith("contract.ts"));
  const rooms = ["app", "components", "public", "server/shared", "server/adapters/trpc/door.ts", "next.config.ts", "postcss.config.mjs", "package-lock.json"];
  return [...rooms.flatMap((room) => [...filesUnder(room)]), ...contracts];
}

function run(args: string[], what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => { output += chunk.toString(); });
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new StartError(`${what} failed:\n${output.split("\n").slice(-30).join("\n")}`))));
  });
}

/** Runs `make` when what it is made from changed since the mark was left. @returns whether it ran */
async function whenStale(mark: string, inputs: Iterable<string>, make: () => Promise<void>): Promise<boolean> {
  const now = digest(inputs);
  if (existsSync(mark) && readFileSync(mark, "utf8") === now) return false;
  await make();
  mkdirSync(join(mark, ".."), { recursive: true });
  writeFileSync(mark, now);
  return true;
}

/** The Prisma client, generated when the schema changed. */
export function generateClient(): Promise<boolean> {
  return whenStale("prisma/generated/.made-from", [...filesUnder("prisma/schema"), "package-lock.json"], () => run(["prisma/generate.mjs", "--quiet"], "Generating the database client"));
}

/** The console's pages, built when anything they are made from changed. */
export function buildConsole(say: (line: string) => void): Promise<boolean> {
  return whenStale(".next/signalbox-made-from", buildInputs(), () => {
    say("building the console, once after each change (about half a minute)");
    return run(["node_modules/next/dist/bin/next", "build"], "Building the console");
  });
}
