"use client";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import type { FileView, VersionPageView } from "#server/domains/registry/contract-version.ts";
import type { Page } from "#server/shared/paging.ts";
import { bytes, plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { FilePanel } from "./file-panel.tsx";
import { ChosenFile, Level } from "./file-tree.tsx";
import { useVersion } from "./use-version.ts";

/** The files of a version, a folder at a time, and the one that the address names beside them. */
export function ArtifactsScreen({ initial, root }: { initial: VersionPageView; root: Page<FileView> }) {
  const version = useVersion(initial);
  const [path, setPath] = useQueryState("path", parseAsString.withOptions({ history: "push" }));
  const chosen = useMemo(() => ({ path, choose: (next: string) => void setPath(next) }), [path, setPath]);
  return (
    <ChosenFile value={chosen}>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,360px)_minmax(0,1fr)]">
        <Panel title="Files" className={path === null ? undefined : "max-lg:hidden"} note={version.files === 0 ? undefined : `${plural(version.files, "file", "files")}, ${bytes(version.artifactsBytes)}`}>
          {version.files === 0 ? <EmptyState title="No files belong to this version">It was registered without a model; log one under this name to serve it.</EmptyState>
            : <Level of={version} folder="" depth={0} first={root} />}
        </Panel>
        {path === null ? <p className="px-1 py-3 text-ink-3 max-lg:hidden">Choose a file to see what it holds.</p>
          : <FilePanel key={path} of={version} path={path} back={() => void setPath(null)} />}
      </div>
    </ChosenFile>
  );
}
