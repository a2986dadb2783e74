import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { FileView, listFilesInput } from "./contract-version.ts";
import { cleanPath, joinPath, storedPath } from "./rules/artifact-paths.ts";
import { artifactLevel } from "./store-artifacts.ts";
import { readVersion } from "./store-versions.ts";

/** One level of a version's files, folders among them, by name. @throws not_found, invalid_input for a path that leaves the version */
export async function listFiles(deps: Deps, actor: Actor, input: z.output<typeof listFilesInput>): Promise<Page<FileView>> {
  authorise(actor, "registry.read");
  const folder = cleanPath(input.folder);
  const after = input.cursor === undefined ? "" : String(decodeCursor(input.cursor, 1)[0] ?? "");
  const version = await readVersion(deps.db, input.model, input.version);
  const root = storedPath(version.artifactUri);
  const rows = root ? await artifactLevel(deps.db, { folder: joinPath(root, folder), after, limit: input.limit + 1 }) : [];
  return toPage(rows, input.limit, { item: (row) => ({ ...row, path: joinPath(folder, row.name) }), key: (row) => [row.name] });
}
