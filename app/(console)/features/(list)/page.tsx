import type { Metadata } from "next";
import { FeaturesScreen } from "#components/features/features-screen.tsx";
import { featuresHref, featuresQuery } from "#components/features/query.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Features" };

export default async function FeaturesPage({ searchParams }: { searchParams: Search }) {
  const input = featuresQuery(await queryOf(searchParams));
  const page = await open(featuresHref(input), (door) => door.features.list(input));
  return <FeaturesScreen input={input} initial={page} />;
}
