import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

/** A start that cannot go on, with a message for the terminal: what is wrong and what to do. */
export class StartError extends Error {}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("launch") : true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Level by level: Node's recursive mkdir never returns where the system says ENOENT for a folder whose parent is there (`/proc`). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/**
 * Makes the folder and takes it for this start.
 * @returns what gives it back
 * @throws StartError when it cannot be written or another start holds it
 */
export function takeDataFolder(folder: string): () => void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    writeFileSync(join(folder, ".writable"), "");
    rmSync(join(folder, ".writable"));
  } catch (error) {
    throw new StartError(`The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? "error"}). Make it writable for this user, or name another with SIGNALBOX_DATA.`);
  }
  const lock = join(folder, "launch.pid");
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => rmSync(lock, { force: true });
    } catch {
      const holder = Number(readFileSync(lock, "utf8"));
      if (holder && holder !== process.pid && alive(holder)) {
        throw new StartError(`Signalbox is already running on ${folder} (process ${holder}). Stop that one, or name another folder with SIGNALBOX_DATA.`);
      }
      rmSync(lock, { force: true });
    }
  }
}

/** The installation's secret: the given one, or 32 bytes made once and kept in the folder, readable by its owner alone. */
export function secretOf(folder: string, given: string | undefined): string {
  if (given) return given;
  const file = join(folder, "secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** @throws StartError naming the setting when something listens on the port already, or the host is no address here */
export function checkPort(setting: string, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const noAddress = error.code === "ENOTFOUND" || error.code === "EADDRNOTAVAIL" || error.code === "EAI_AGAIN";
      const what = error.code === "EADDRINUSE" ? "is taken by another program" : `cannot be listened on (${error.code})`;
      reject(new StartError(noAddress
        ? `SIGNALBOX_HOST=${host} is no address of this machine (${error.code}). Set it to one, such as 127.0.0.1 or 0.0.0.0.`
        : `Port ${port} on ${host} ${what}. Free it, or set ${setting} to another port.`));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
