"use client";
import { useQuery } from "@tanstack/react-query";
import type { FeatureView } from "#server/domains/features/contract.ts";
import { MiniBars } from "../charts/mini-bars.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { metric, nothing, plural, version } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { Column } from "../ui/table.tsx";

/** A catalogue is looked over, not watched. */
const freshMs = 30_000;

/** Baseline beside the last hour of the served reader that stands for the feature. */
function Distribution({ feature }: { feature: FeatureView }) {
  const trpc = useTRPC();
  const { shown } = feature;
  const { data, isError } = useQuery({
    ...trpc.monitoring.distribution.queryOptions({ model: shown?.model ?? "", version: Number(shown?.version ?? 1), environment: shown?.environment ?? "production", feature: feature.name }),
    enabled: shown !== null, staleTime: freshMs, retry: false,
  });
  if (shown === null || isError) return <span className="text-ink-3">{shown === null ? "not served" : "no baseline"}</span>;
  return data === undefined ? <Skeleton className="h-5 w-32" /> : <MiniBars view={data} />;
}

const readers = (feature: FeatureView) => `${plural(feature.versionCount, "version", "versions")} of ${feature.models.length > 3 ? `${feature.models.slice(0, 2).join(", ")} and ${feature.models.length - 2} more` : feature.models.join(", ")}`;

export const featureColumns: readonly Column<FeatureView>[] = [
  { key: "state", head: "State", slot: "trail", className: "w-36", cell: (row) => (row.lamp === null ? <Lamp state="unknown" word="Not serving" /> : <Lamp state={row.lamp} />) },
  { key: "name", head: "Feature", slot: "lead", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span> },
  { key: "type", head: "Type", slot: "hide", cell: (row) => <span className="text-ink-2">{row.types.join(", ")}</span> },
  { key: "readers", head: "Read by", slot: "under", cell: (row) => <span className="text-ink-2">{readers(row)}</span> },
  { key: "bars", head: "Baseline, and live", slot: "hide", cell: (row) => <Distribution feature={row} /> },
  { key: "of", head: "Shown of", slot: "hide", className: "max-lg:hidden", cell: (row) => <span className="text-ink-2">{row.shown === null ? nothing : `${row.shown.model} ${version(row.shown.version)}, ${row.shown.environment}`}</span> },
  { key: "psi", head: "PSI", right: true, slot: "under-trail", cell: (row) => (row.lamp === "clock" ? <span className="text-ink-3">{nothing}</span> : <><span className="md:hidden">PSI </span>{metric(row.psi)}</>) },
];
