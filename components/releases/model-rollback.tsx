"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { RollbackButton } from "./rollback-button.tsx";

const kinds: readonly LiveKind[] = ["route.changed"];

/** The rollback of a model's production route, where something served before. */
export function ModelRollback({ model }: { model: string }) {
  const trpc = useTRPC();
  const may = useMay("route.rollback");
  const filters = useMemo(() => [trpc.serving.now.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model });
  const now = useQuery(trpc.serving.now.queryOptions({ environment: "production" })).data?.find((item) => item.model === model);
  if (!now || now.previousVersion === null) return null;
  return <RollbackButton rollback={{ model, environment: now.environment, fromVersion: now.version, toVersion: now.previousVersion }} reason={may ? null : "An approver or administrator can roll back."} />;
}
