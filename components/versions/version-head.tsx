"use client";
import { usePathname } from "next/navigation";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { paths } from "#server/shared/paths.ts";
import { CleanButton } from "../cleaning/clean-button.tsx";
import { CompareWithServing } from "../compare/compare-with-serving.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Tag } from "../ui/tag.tsx";
import { RequestPromotion } from "./request-promotion.tsx";
import { useVersion } from "./use-version.ts";
import { tabOf, versionTabs } from "./version-tabs.ts";

function sentence(version: VersionPageView): string {
  const serves = version.environments.filter((entry) => entry.state === "serving").map((entry) => entry.environment);
  const waits = version.environments.filter((entry) => entry.state === "requested").map((entry) => entry.environment);
  const said = [version.description ?? "", serves.length > 0 ? `Serves in ${serves.join(" and ")}.` : "", waits.length > 0 ? `Waits for a decision on ${waits.join(" and ")}.` : ""].filter(Boolean);
  return said.length > 0 ? said.join(" ") : "Registered; it has not been promoted anywhere.";
}

/** The head and tabs of a version, the same over all of its places. */
export function VersionHead({ initial }: { initial: VersionPageView }) {
  const version = useVersion(initial);
  const pathname = usePathname();
  const serves = version.environments.find((entry) => entry.state === "serving");
  return (
    <div className="grid gap-3">
      <PageHead title={`${version.model} v${version.version}`} mark={version.status === "READY" ? null : <Tag>{version.status.toLowerCase().replaceAll("_", " ")}</Tag>} sentence={sentence(version)}
        actions={<><CleanButton model={version.model} version={version.version} />{serves ? <ButtonLink href={paths.modelMonitoring(version.model, { environment: serves.environment === "production" ? undefined : serves.environment })}>Monitoring</ButtonLink> : null}<CompareWithServing model={version.model} version={version.version} /><RequestPromotion version={version} /></>} />
      <Tabs label={`${version.model} v${version.version}: places`} items={versionTabs(version.model, version.version)} current={tabOf(pathname)} />
    </div>
  );
}
