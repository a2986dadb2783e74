import type { Metadata } from "next";
import { releasesHref, releasesQuery } from "#components/releases/query.ts";
import { ReleasesScreen } from "#components/releases/releases-screen.tsx";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Releases" };

export default async function ReleasesPage({ searchParams }: { searchParams: Search }) {
  const input = releasesQuery(await queryOf(searchParams));
  const page = await open(releasesHref(input), (door) => door.releases.list(input));
  return <ReleasesScreen input={input} initial={page} />;
}
