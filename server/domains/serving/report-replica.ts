import { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { loadedVersion } from "./contract.ts";
import { putReplica } from "./store.ts";

const loadedList = z.array(loadedVersion);
export type ReplicaReport = { replicaId: string; incarnation: number; address: string; startedAt: Date; loaded: z.infer<typeof loadedList> };

/** A serving process says that it lives and what it holds; more often than every ten seconds, or it counts as gone. */
export async function reportReplica(deps: Pick<Deps, "db" | "clock">, report: ReplicaReport): Promise<void> {
  await putReplica(deps.db, { id: report.replicaId, incarnation: report.incarnation, address: report.address, startedAt: report.startedAt, loaded: loadedList.parse(report.loaded), at: deps.clock.now() });
}
