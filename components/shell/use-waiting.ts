"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLiveRefresh, type LiveKind } from "./live.tsx";
import { useTRPC } from "./trpc.tsx";

const kinds: readonly LiveKind[] = ["release.requested", "release.decided", "release.changed", "route.changed"];

/** How many releases wait for the person looking. */
export function useWaiting(): number {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.releases.waiting.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  return useQuery(trpc.releases.waiting.queryOptions()).data?.count ?? 0;
}
