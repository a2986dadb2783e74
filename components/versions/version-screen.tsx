"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { VersionView } from "#server/domains/registry/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Tag } from "../ui/tag.tsx";
import { ArtifactsPanel } from "./artifacts-panel.tsx";
import { BaselinePanel } from "./baseline-panel.tsx";
import { EnvironmentsPanel } from "./environments-panel.tsx";
import { AboutPanel, MetricsPanel, ParamsPanel } from "./facts-panels.tsx";
import { RequestPromotion } from "./request-promotion.tsx";
import { SignaturePanel } from "./signature-panel.tsx";

const kinds: readonly LiveKind[] = ["version.changed", "alias.set", "baseline.changed", "release.requested", "release.decided", "release.changed", "route.changed"];
const baselineMs = 1_000;

function sentence(version: VersionView): string {
  const serves = version.environments.filter((entry) => entry.state === "serving").map((entry) => entry.environment);
  const waits = version.environments.filter((entry) => entry.state === "requested").map((entry) => entry.environment);
  const said = [version.description ?? "", serves.length > 0 ? `Serves in ${serves.join(" and ")}.` : "", waits.length > 0 ? `Waits for a decision on ${waits.join(" and ")}.` : ""].filter(Boolean);
  return said.length > 0 ? said.join(" ") : "Registered; it has not been promoted anywhere.";
}

export function VersionScreen({ initial }: { initial: VersionView }) {
  const trpc = useTRPC();
  const input = { model: initial.model, version: Number(initial.version) };
  const filters = useMemo(() => [trpc.versions.get.queryFilter({ model: initial.model, version: Number(initial.version) })], [trpc, initial.model, initial.version]);
  useLiveRefresh(kinds, filters, { model: initial.model });
  const { data: version } = useQuery({ ...trpc.versions.get.queryOptions(input), initialData: initial, refetchInterval: (query) => (query.state.data?.baseline.state === "pending" ? baselineMs : false) });
  const serves = version.environments.find((entry) => entry.state === "serving");
  return (
    <>
      <PageHead title={`${version.model} v${version.version}`} mark={version.status === "READY" ? null : <Tag>{version.status.toLowerCase().replaceAll("_", " ")}</Tag>} sentence={sentence(version)}
        actions={<>{serves ? <ButtonLink href={paths.modelMonitoring(version.model, { environment: serves.environment === "production" ? undefined : serves.environment })}>Monitoring</ButtonLink> : null}<RequestPromotion version={version} /></>} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <div className="grid gap-4"><EnvironmentsPanel version={version} /><SignaturePanel version={version} /><ArtifactsPanel version={version} /><ParamsPanel version={version} /></div>
        <div className="grid gap-4"><MetricsPanel version={version} /><BaselinePanel version={version} /><AboutPanel version={version} /></div>
      </div>
    </>
  );
}
