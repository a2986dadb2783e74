"use client";
import { useMemo } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { HistoriesPanel } from "../metrics/histories-panel.tsx";
import { BaselinePanel } from "./baseline-panel.tsx";
import { EnvironmentsPanel } from "./environments-panel.tsx";
import { AboutPanel, MetricsPanel, ParamsPanel } from "./facts-panels.tsx";
import { SignaturePanel } from "./signature-panel.tsx";
import { exampleOf } from "./snippets.ts";
import { SnippetsPanel } from "./snippets-panel.tsx";
import { TagsPanel } from "./tags-panel.tsx";
import { useVersion } from "./use-version.ts";

/** What a version is, takes and reached, on one page. */
export function VersionScreen({ initial, example }: { initial: VersionPageView; /** Text of the logged input example. */ example: string | null }) {
  const row = useMemo(() => (example === null ? null : exampleOf(example)), [example]);
  const version = useVersion(initial);
  return (
    <>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <div className="grid gap-4"><EnvironmentsPanel version={version} /><SignaturePanel version={version} example={row} /><ParamsPanel version={version} /></div>
        <div className="grid gap-4"><MetricsPanel version={version} /><BaselinePanel version={version} /><AboutPanel version={version} /><TagsPanel version={version} /></div>
      </div>
      <SnippetsPanel version={version} example={row} />
      {version.run === null ? null : <HistoriesPanel runId={version.run.runId} names={version.histories} />}
    </>
  );
}
