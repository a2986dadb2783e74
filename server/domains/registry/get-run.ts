import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { downsample } from "../../shared/plot/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { artifactsShown, type RunHistory, type runHistoryInput, type RunView } from "./contract-runs.ts";
import { storedPath } from "./rules/artifact-paths.ts";
import { artifactsBelow } from "./store-artifacts.ts";
import { runHistoryOf, runPageOf, type RunPageRow } from "./store-run-page.ts";
import { outside } from "./store-sql.ts";

const readPoints = 20_000;
const drawnPoints = 400;

/** Everything a run's page says; deleted ones too. @throws not_found */
export async function getRun(deps: Deps, actor: Actor, input: { runId: string }): Promise<RunView> {
  authorise(actor, "registry.read");
  const page = await runPageOf(deps.db, input.runId);
  if (page === undefined) throw new SignalboxError("not_found", `There is no run ${input.runId}.`);
  const root = storedPath(page.artifactUri);
  const files = root ? await artifactsBelow(outside(deps.db), root) : [];
  const artifacts = files.map((file) => ({ path: file.path.slice((root ?? "").length + 1), size: file.size, sha256: file.sha256 }));
  return {
    ...page, artifacts: artifacts.slice(0, artifactsShown), artifactCount: artifacts.length, artifactsBytes: artifacts.reduce((sum, file) => sum + file.size, 0),
    modelFolders: artifacts.flatMap((file) => (file.path.endsWith("/MLmodel") ? [file.path.slice(0, -"/MLmodel".length)] : [])),
  };
}

/** The same of several runs but for their files, in the order asked for; unknown ones are left out. The caller has authorised. */
export async function readRunPages(deps: Deps, ids: readonly string[]): Promise<RunPageRow[]> {
  const pages = await Promise.all(ids.map((id) => runPageOf(deps.db, id)));
  return pages.filter((page) => page !== undefined);
}

/** What a run's metrics were over its steps, cut to what a chart can show; unknown keys have no points. */
export async function getRunHistory(deps: Deps, actor: Actor, input: z.infer<typeof runHistoryInput>): Promise<RunHistory> {
  authorise(actor, "registry.read");
  const found: RunHistory = [];
  for (const key of input.keys) {
    const { total, points } = await runHistoryOf(deps.db, { runId: input.runId, key, most: readPoints });
    const kept = new Set(downsample(points.map((point, index) => [index, point.value] as const), drawnPoints).map(([index]) => index));
    found.push({ key, total, points: points.filter((_point, index) => kept.has(index)) });
  }
  return found;
}
