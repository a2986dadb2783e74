import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { VersionView } from "./contract.ts";
import type { VersionPageView } from "./contract-version.ts";
import { storedPath } from "./rules/artifact-paths.ts";
import { artifactsBelow, artifactTotals } from "./store-artifacts.ts";
import { versionPageOf } from "./store-console.ts";
import { drawnMetrics } from "./store-metrics.ts";
import { outside } from "./store-sql.ts";

/** Everything that is known of a version; artifact paths are relative to the version's folder. @throws not_found */
export async function getVersion(deps: Deps, actor: Actor, input: { model: string; version: number }): Promise<VersionView> {
  authorise(actor, "registry.read");
  const { artifactUri, ...page } = await versionPageOf(deps.db, input.model, input.version);
  const root = storedPath(artifactUri);
  const [files, names] = await Promise.all([root ? artifactsBelow(outside(deps.db), root) : [], personNames(deps, [page.createdBy])]);
  const artifacts = files.map((file) => ({ path: file.path.slice((root ?? "").length + 1), size: file.size, sha256: file.sha256 }));
  return { ...page, createdBy: names.get(page.createdBy) ?? page.createdBy, artifacts, artifactsBytes: artifacts.reduce((sum, file) => sum + file.size, 0) };
}

/** The same for the version's page: its files are counted here, and listed a folder at a time by `listFiles`. @throws not_found */
export async function getVersionPage(deps: Deps, actor: Actor, input: { model: string; version: number }): Promise<VersionPageView> {
  authorise(actor, "registry.read");
  const { artifactUri, ...page } = await versionPageOf(deps.db, input.model, input.version);
  const root = storedPath(artifactUri);
  const [totals, names, histories] = await Promise.all([root ? artifactTotals(deps.db, root) : { files: 0, bytes: 0 }, personNames(deps, [page.createdBy]), page.run ? drawnMetrics(deps.db, page.run.runId) : []]);
  return { ...page, createdBy: names.get(page.createdBy) ?? page.createdBy, files: totals.files, artifactsBytes: totals.bytes, histories };
}
