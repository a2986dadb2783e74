import { Download, FileText, Folder } from "lucide-react";
import type { VersionView } from "#server/domains/registry/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { bytes, plural, shortDigest } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { artifactTree, type TreeRow } from "./artifact-tree.ts";

const indents = ["", "pl-5", "pl-10", "pl-15", "pl-20"] as const;
const columns = (version: VersionView): Column<TreeRow>[] => [
  {
    key: "name", head: "File", slot: "lead",
    cell: (row) => (
      <span className={`flex items-center gap-2 ${indents[Math.min(row.depth, indents.length - 1)]}`}>
        {row.sha256 === null ? <Folder size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" /> : <FileText size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />}
        {row.sha256 === null ? <span className="text-ink-2">{row.name}</span> : (
          <a href={paths.artifactFile(version.model, version.version, row.path)} download className="inline-flex min-w-0 items-center gap-1.5 font-mono text-note hover:sb-link" aria-label={`Download ${row.path}`}>
            <span className="truncate">{row.name}</span><Download size={12} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
          </a>
        )}
      </span>
    ),
  },
  { key: "digest", head: "SHA-256", slot: "hide", className: "font-mono text-note text-ink-3", cell: (row) => row.sha256 === null ? null : <span title={row.sha256}>{shortDigest(row.sha256)}</span> },
  { key: "size", head: "Size", right: true, slot: "trail", cell: (row) => <span className={row.sha256 === null ? "text-ink-3" : undefined}>{bytes(row.size)}</span> },
];

export function ArtifactsPanel({ version }: { version: VersionView }) {
  return (
    <Panel title="Artifacts" note={version.artifacts.length === 0 ? undefined : `${plural(version.artifacts.length, "file", "files")}, ${bytes(version.artifactsBytes)}`}>
      {version.artifacts.length === 0 ? <EmptyState title="No files belong to this version">It was registered without a model; log one under this name to serve it.</EmptyState>
        : <Table label="Artifacts" columns={columns(version)} rows={artifactTree(version.artifacts)} rowKey={(row) => `${row.path}${row.sha256 === null ? "/" : ""}`} />}
    </Panel>
  );
}
