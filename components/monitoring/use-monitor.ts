"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import type { DriftDefinition, DriftMetric, MonitorView } from "#server/domains/monitoring/contract.ts";
import { sampleKinds, type SampleKind } from "#server/domains/monitoring/contract-samples.ts";
import { useLive, useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { drawnMetric, monitorQuery, type MonitorDefaults, type MonitorKey, type MonitorQuery } from "./query.ts";

const kinds: readonly LiveKind[] = ["windows.folded", "states.judged", "route.changed", "baseline.changed"];
/** What can make a refused page answerable; counters of others cannot. */
const remedies: readonly LiveKind[] = ["route.changed", "baseline.changed"];
/** Without events time still passes: the range slides. */
const slideMs = 10_000;
const text = parseAsString.withOptions({ history: "replace" });
const parsers = { range: text, from: text, to: text, window: text, environment: text, version: text, feature: text, metric: text, quality: text, as: text, third: text, samples: text, segment: text, by: text, segments: text };

export type Ask = (values: Partial<Record<MonitorKey, string | null>>) => void;
export type Asking = { query: MonitorQuery; metric: DriftMetric; /** The metric of the quality chart. */ quality: string | undefined; /** Which sampled rows are shown. */ samples: SampleKind; definition: DriftDefinition; /** Rows of one segment alone, in the table and the distribution; how segments are sorted, and whether all are shown. */ segment: string | undefined; by: string | undefined; allSegments: boolean; live: boolean; ask: Ask };

/** What the address asks for, and how to change it. A column that it does not name stays the one the page was opened with: charts do not change columns by themselves. */
export function useAsking(about: MonitorDefaults, opened: MonitorQuery): Asking {
  const [asked, setAsked] = useQueryStates(parsers);
  const query = useMemo(() => {
    const read = monitorQuery({ model: about.model, environment: about.environment, range: about.range }, (key) => asked[key]);
    const same = read.environment === opened.environment && read.version === opened.version;
    return { ...read, feature: read.feature ?? (same ? opened.feature : undefined) };
  }, [about.model, about.environment, about.range, asked, opened]);
  const ask = useCallback<Ask>((values) => void setAsked(values), [setAsked]);
  return { query, metric: drawnMetric(asked.metric), definition: query.as ?? "signalbox", quality: asked.quality ?? undefined, samples: sampleKinds.find((kind) => kind === asked.samples) ?? "unusual", segment: asked.segment ?? undefined, by: asked.by ?? undefined, allSegments: asked.segments === "all", live: query.from === undefined, ask };
}

export type Opened = { query: MonitorQuery; view: MonitorView | null; problem: string | null };

/**
 * The page's data: the server's for the first paint, then anew with every fold, a second apart at least, unless frozen.
 * What the server refused is not asked for again until a route or a baseline changes.
 */
export function useMonitor({ query, live }: Pick<Asking, "query" | "live">, opened: Opened): { view: MonitorView | null; problem: string | null; waiting: boolean } {
  const trpc = useTRPC();
  const filters = useMemo(() => (live ? [trpc.monitoring.monitor.queryFilter(query)] : []), [trpc, query, live]);
  const [changed, setChanged] = useState(false);
  const same = JSON.stringify(opened.query) === JSON.stringify(query);
  const first = same && opened.view !== null;
  const refused = same && opened.view === null && !changed;
  const asked = useQuery({
    ...trpc.monitoring.monitor.queryOptions(query), initialData: first ? opened.view ?? undefined : undefined, placeholderData: keepPreviousData,
    refetchInterval: (known) => (live && known.state.error === null ? slideMs : false), refetchOnWindowFocus: live, staleTime: live ? 0 : Infinity, retry: false, enabled: !refused,
  });
  useLiveRefresh(asked.error === null && !refused ? kinds : remedies, filters, { model: query.model, environment: query.environment });
  useLive(remedies, (event) => { if (event.model === query.model) setChanged(true); });
  const problem = asked.error ? problemOf(asked.error) : null;
  if (problem !== null && (problem.code === "not_found" || problem.code === "invalid_input")) return { view: null, problem: problem.detail, waiting: false };
  return { view: asked.data ?? null, problem: asked.data === undefined ? (problem?.detail ?? (same ? opened.problem : null)) : null, waiting: asked.isPlaceholderData };
}
