"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { DistributionView, MonitorView } from "#server/domains/monitoring/contract.ts";
import type { SegmentsView } from "#server/domains/monitoring/contract-segments.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import type { Asking } from "./use-monitor.ts";

/** Segments are told by closed minutes: asking more often tells nothing new. */
const askAgainMs = 10_000;

/** What the page's segments are asked for: the drift window that ends where the page ends. */
export const segmentsAsked = (view: MonitorView, { query, live }: Pick<Asking, "query" | "live">) => ({
  model: view.model, environment: view.environment, version: query.version ?? Number(view.version), ...(live ? {} : { to: view.to }),
});

export type Segments = {
  all: SegmentsView | undefined;
  /** The chosen one with every column, and a column's distribution in it. */
  one: SegmentsView["items"][number] | undefined; distribution: DistributionView | undefined;
  problem: string | null; /** Of the chosen one. */ chosenProblem: string | null; retry: () => void;
};

/** Segments of the version that the page shows; nothing is asked where it has none. */
export function useSegments(view: MonitorView, asking: Asking, feature: string | undefined): Segments {
  const trpc = useTRPC();
  const asked = segmentsAsked(view, asking);
  const ready = view.baseline.state === "ready";
  const again = { placeholderData: keepPreviousData, retry: false, refetchInterval: asking.live ? askAgainMs : (false as const) };
  const all = useQuery({ ...trpc.monitoring.segments.queryOptions(asked), ...again, enabled: ready });
  const named = asking.segment;
  const one = useQuery({ ...trpc.monitoring.segments.queryOptions({ ...asked, segment: named ?? "" }), ...again, enabled: ready && named !== undefined });
  const distribution = useQuery({ ...trpc.monitoring.distribution.queryOptions({ ...asked, feature: feature ?? "", segment: named ?? "" }), ...again, enabled: ready && named !== undefined && feature !== undefined });
  const chosen = named === undefined ? undefined : one.data?.items.find((item) => item.segment === named);
  return {
    all: all.data, one: chosen, distribution: chosen === undefined ? undefined : distribution.data,
    problem: all.error ? problemOf(all.error).detail : null, chosenProblem: named !== undefined && one.error ? problemOf(one.error).detail : null,
    retry: () => void all.refetch(),
  };
}
