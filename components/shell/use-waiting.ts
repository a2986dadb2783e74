"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLiveRefresh, type LiveKind } from "./live.tsx";
import type { NavCounts } from "./nav.ts";
import { useTRPC } from "./trpc.tsx";

const kinds: readonly LiveKind[] = ["release.requested", "release.decided", "release.changed", "route.changed"];
const alertKinds: readonly LiveKind[] = ["alert.changed"];

/** How many releases wait for the person looking, and how many alerts fire. */
export function useNavCounts(): NavCounts {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.releases.waiting.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const firing = useMemo(() => [trpc.alerts.firing.pathFilter()], [trpc]);
  useLiveRefresh(alertKinds, firing);
  return { waiting: useQuery(trpc.releases.waiting.queryOptions()).data?.count ?? 0, firing: useQuery(trpc.alerts.firing.queryOptions()).data?.count ?? 0 };
}
