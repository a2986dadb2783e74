"use client";
import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useMemo, type ReactNode } from "react";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { FiringMark } from "../alerts/model-alerts.tsx";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { CleanButton } from "../cleaning/clean-button.tsx";
import { Lamp } from "../ui/lamp.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useNow } from "../ui/time.tsx";
import { modelSentence } from "./sentence.ts";

const kinds: readonly LiveKind[] = ["version.created", "model.changed", "alias.set", "route.changed", "release.requested", "release.decided", "states.judged"];

/** The head and tabs of a model, the same over Versions and Monitoring; `actions` are the levers of the page under it. */
export function ModelHead({ initial, actions }: { initial: ModelView; actions?: ReactNode }) {
  const trpc = useTRPC();
  const now = useNow();
  const pathname = usePathname();
  const filters = useMemo(() => [trpc.models.get.queryFilter({ model: initial.name })], [trpc, initial.name]);
  useLiveRefresh(kinds, filters, { model: initial.name });
  const { data: model } = useQuery({ ...trpc.models.get.queryOptions({ model: initial.name }), initialData: initial });
  const lamp = model.health === null ? <Lamp state="unknown" word={model.routes.length === 0 ? "Not serving" : undefined} /> : <Lamp state={model.health.lamp} />;
  const tabs = [
    { text: "Versions", href: paths.model(model.name) },
    { text: "Monitoring", href: paths.modelMonitoring(model.name) },
    { text: "Lineage", href: paths.modelLineage(model.name) },
    { text: "Releases", href: paths.releases({ model: model.name }) },
    { text: "Alerts", href: paths.alerts({ model: model.name }) },
  ];
  return (
    <div className="grid gap-3">
      <PageHead title={model.name} mark={<>{lamp}<FiringMark model={model.name} /></>} sentence={modelSentence(model, now)} actions={<><CleanButton model={model.name} />{actions}</>} />
      <Tabs label={`${model.name}: places`} items={tabs} current={pathname.endsWith("/monitoring") ? "Monitoring" : pathname.endsWith("/lineage") ? "Lineage" : "Versions"} />
    </div>
  );
}
