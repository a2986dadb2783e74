/** The ports that serving listens on. */
import type { AddressInfo, Server } from "node:net";

/** Thrown when a port cannot be listened on; its message is fit for the terminal. */
export class PortError extends Error {}

/** @param said the runtime's code or words, which have it */
export function portError(setting: string, port: number, said: string): PortError {
  const what = said.includes("EADDRINUSE") ? "is taken" : `cannot be listened on (${/E[A-Z]{3,}/.exec(said)?.[0] ?? "unknown"})`;
  return new PortError(`Port ${port} ${what}: set ${setting} to a free port, or stop what holds it.`);
}

/**
 * @param shared the kernel spreads connections over all processes that listen so, and resets those that a killed one had
 * not accepted
 * @returns the port @throws PortError
 */
export function listenOn(server: Server, { setting, port, host, shared = false }: { setting: string; port: number; host: string; shared?: boolean }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(setting, port, error.code ?? "")));
    server.listen({ port, host, ...(shared ? { reusePort: true } : {}) }, () => resolve((server.address() as AddressInfo).port));
  });
}
