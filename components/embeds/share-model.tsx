"use client";
import { useSearchParams } from "next/navigation";
import type { Panel } from "#server/domains/embeds/contract.ts";
import { embedRange, monitorQuery } from "../monitoring/query.ts";
import { ShareButton } from "./share-button.tsx";

/** Share in a model's head: the charts of what its address asks for. `environment`: where it serves; null where it serves nowhere. */
export function ShareModel({ model, environment }: { model: string; environment: string | null }) {
  const search = useSearchParams();
  const query = monitorQuery({ model, environment: environment ?? "production" }, (key) => search.get(key));
  const asked = query.environment === "staging" ? "staging" : "production";
  const common = { model, environment: asked, version: query.version, range: embedRange(query) } as const;
  const panels: Panel[] = [
    { ...common, kind: "drift", metric: search.get("metric") === "js" ? "js" : "psi", feature: query.feature },
    ...(query.feature === undefined ? [] : [{ ...common, kind: "distribution", feature: query.feature } as const]),
    { ...common, kind: "traffic", metric: "requests" }, { ...common, kind: "traffic", metric: "p99" },
  ];
  return <ShareButton panels={panels} disabledReason={environment === null ? "Nothing serves this model yet, so it has no chart to share." : null} />;
}
