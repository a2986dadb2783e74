import type { Metadata } from "next";
import { servedHref, servedQuery } from "#components/environments/query.ts";
import { ServedScreen } from "#components/environments/served-screen.tsx";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "What served when" };

export default async function ServedPage({ searchParams }: { searchParams: Search }) {
  const input = servedQuery(await queryOf(searchParams));
  const { environment, time, model } = input;
  const [view, timeline] = await open(servedHref(input), (door) => Promise.all([door.environments.at(input), door.environments.timeline({ environment, time, model })]));
  return <ServedScreen input={input} initial={view} timeline={timeline} />;
}
