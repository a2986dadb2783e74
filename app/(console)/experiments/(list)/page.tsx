import type { Metadata } from "next";
import { ExperimentsScreen } from "#components/experiments/experiments-screen.tsx";
import { experimentsHref, experimentsQuery } from "#components/experiments/query.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Experiments" };

export default async function ExperimentsPage({ searchParams }: { searchParams: Search }) {
  const input = experimentsQuery(await queryOf(searchParams));
  const page = await open(experimentsHref(input), (door) => door.experiments.list(input));
  return <ExperimentsScreen input={input} initial={page} />;
}
