import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ModelsScreen } from "#components/models/models-screen.tsx";
import { isPlain, isReadable, modelsAsk, modelsHref, modelsQuery, viewHref } from "#components/models/query.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage({ searchParams }: { searchParams: Search }) {
  const query = modelsQuery(await queryOf(searchParams));
  const first = isPlain(query) ? await open(modelsHref(query), (door) => door.views.opening({ page: "models" })) : null;
  if (first !== null) redirect(viewHref(first));
  // A filter that does not read is the page's to show, with its place.
  const page = await open(modelsHref(query), async (door) => (isReadable(query) ? door.models.list(modelsAsk(query)) : { items: [], nextCursor: null }));
  return <ModelsScreen query={query} initial={page} />;
}
