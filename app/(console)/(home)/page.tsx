import type { Metadata } from "next";
import { OverviewScreen } from "#components/overview/overview-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { oneOf, open, queryOf, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: { searchParams: Search }) {
  const query = await queryOf(searchParams);
  const environment = oneOf(["production", "staging"], query("environment"));
  const view = await open(paths.overview(), (door) => door.overview.get({ environment }));
  return <OverviewScreen initial={view} />;
}
