"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";

const kinds: readonly LiveKind[] = ["version.changed", "alias.set", "baseline.changed", "release.requested", "release.decided", "release.changed", "route.changed"];
const baselineMs = 1_000;

/** A version as it is now: asked again when something of its model changes, and while its baseline is under way. */
export function useVersion(initial: VersionPageView): VersionPageView {
  const trpc = useTRPC();
  const { model } = initial;
  const version = Number(initial.version);
  const filters = useMemo(() => [trpc.versions.get.queryFilter({ model, version })], [trpc, model, version]);
  useLiveRefresh(kinds, filters, { model });
  const { data } = useQuery({ ...trpc.versions.get.queryOptions({ model, version }), initialData: initial, refetchInterval: (query) => (query.state.data?.baseline.state === "pending" ? baselineMs : false) });
  return data;
}

/** Asks for a version anew after it was changed here. */
export function useRefresh({ model, version }: { model: string; version: string }): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries(trpc.versions.get.queryFilter({ model, version: Number(version) }));
}
