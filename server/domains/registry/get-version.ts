import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { VersionView } from "./contract.ts";
import { storedPath } from "./rules/artifact-paths.ts";
import { artifactsBelow } from "./store-artifacts.ts";
import { versionPageOf } from "./store-console.ts";
import { outside } from "./store-sql.ts";

/** Everything the version's page says; artifact paths are relative to the version's folder. @throws not_found */
export async function getVersion(deps: Deps, actor: Actor, input: { model: string; version: number }): Promise<VersionView> {
  authorise(actor, "registry.read");
  const { artifactUri, ...page } = await versionPageOf(deps.db, input.model, input.version);
  const root = storedPath(artifactUri);
  const [files, names] = await Promise.all([root ? artifactsBelow(outside(deps.db), root) : [], personNames(deps, [page.createdBy])]);
  const artifacts = files.map((file) => ({ path: file.path.slice((root ?? "").length + 1), size: file.size, sha256: file.sha256 }));
  return { ...page, createdBy: names.get(page.createdBy) ?? page.createdBy, artifacts, artifactsBytes: artifacts.reduce((sum, file) => sum + file.size, 0) };
}
