"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../shell/trpc.tsx";
import { Tag } from "../ui/tag.tsx";
import { type ModelsQuery, viewQuery } from "./query.ts";

/** Which saved view the list came from, and whether it says something else by now. */
export function ViewMark({ query }: { query: ModelsQuery }) {
  const trpc = useTRPC();
  const id = Number(query.view);
  const { data } = useQuery({ ...trpc.views.list.queryOptions({ page: "models" }), enabled: Number.isInteger(id) });
  const view = data?.find((one) => one.id === id);
  if (view === undefined) return null;
  return <Tag tone="outline">{view.name}{view.query === viewQuery(query) ? "" : ", changed since it was saved"}</Tag>;
}
