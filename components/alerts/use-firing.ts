"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";

const kinds: readonly LiveKind[] = ["alert.changed"];
const most = 50;

/** The alerts of a model that fire now, at most fifty; undefined until they are known. */
export function useFiring(model: string) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.alerts.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model });
  return useQuery(trpc.alerts.list.queryOptions({ model, state: ["firing"], limit: most })).data?.items;
}
