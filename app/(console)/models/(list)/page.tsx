import type { Metadata } from "next";
import { ModelsScreen } from "#components/models/models-screen.tsx";
import { modelsHref, modelsQuery } from "#components/models/query.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage({ searchParams }: { searchParams: Search }) {
  const input = modelsQuery(await queryOf(searchParams));
  const page = await open(modelsHref(input), (door) => door.models.list(input));
  return <ModelsScreen input={input} initial={page} />;
}
