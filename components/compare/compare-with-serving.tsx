"use client";
import { useQuery } from "@tanstack/react-query";
import { refOf } from "#server/shared/compare.ts";
import { paths } from "#server/shared/paths.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { ButtonLink } from "../ui/button.tsx";

/** From a version's page: beside the other version of its model that serves, in production if there is one; else alone, to add to. */
export function CompareWithServing({ model, version }: { model: string; version: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.models.get.queryOptions({ model }));
  const others = data?.routes.filter((route) => route.version !== version) ?? [];
  const other = others.find((route) => route.environment === "production") ?? others[0];
  const own = refOf(model, version);
  return other === undefined ? <ButtonLink href={paths.compare([own])}>Compare</ButtonLink>
    : <ButtonLink href={paths.compare([refOf(model, other.version), own])}>Compare with what serves</ButtonLink>;
}
