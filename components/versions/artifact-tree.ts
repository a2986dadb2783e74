import type { VersionView } from "#server/domains/registry/contract.ts";

type Artifact = VersionView["artifacts"][number];
/** A line of the tree: a folder with what lies under it, or a file. */
export type TreeRow = { path: string; name: string; depth: number; size: number; sha256: string | null };

/** Files by path become folders and files in the order they are read: each folder before what lies in it, sizes summed. */
export function artifactTree(artifacts: readonly Artifact[]): TreeRow[] {
  const rows = new Map<string, TreeRow>();
  for (const artifact of [...artifacts].sort((a, b) => a.path.localeCompare(b.path))) {
    const parts = artifact.path.split("/");
    for (let depth = 0; depth < parts.length - 1; depth += 1) {
      const path = parts.slice(0, depth + 1).join("/");
      const folder = rows.get(`${path}/`) ?? { path, name: `${parts[depth]}/`, depth, size: 0, sha256: null };
      rows.set(`${path}/`, { ...folder, size: folder.size + artifact.size });
    }
    rows.set(artifact.path, { path: artifact.path, name: parts.at(-1) ?? artifact.path, depth: parts.length - 1, size: artifact.size, sha256: artifact.sha256 });
  }
  return [...rows.values()];
}
