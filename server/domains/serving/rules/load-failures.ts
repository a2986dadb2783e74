import type { LoadedVersion } from "../contract.ts";

export type LoadFailure = { model: string; version: string; reason: string };

/**
 * Versions that cannot be served: some process says that no later try can help, and none has it ready. One that is ready
 * somewhere may be a process's own trouble; one that is tried again may still come.
 * @param held what each living process holds
 */
export function loadFailures(held: readonly (readonly LoadedVersion[])[]): LoadFailure[] {
  const all = held.flat();
  const ready = new Set(all.filter(({ state }) => state === "READY").map(({ model, version }) => JSON.stringify([model, version])));
  const failures = new Map<string, LoadFailure>();
  for (const { model, version, state, final, reason } of all) {
    const key = JSON.stringify([model, version]);
    if (state === "UNAVAILABLE" && final && !ready.has(key) && !failures.has(key)) failures.set(key, { model, version, reason: reason ?? "it could not be loaded" });
  }
  return [...failures.values()];
}
