import type { Metadata } from "next";
import { EmbedsScreen } from "#components/embeds-list/embeds-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Embeds" };
const pageSize = 50;

export default async function EmbedsPage({ searchParams }: { searchParams: Search }) {
  const query = await queryOf(searchParams);
  const input = { limit: pageSize, cursor: query("cursor") };
  const page = await open(paths.embeds(), (door) => door.embeds.list(input));
  return <EmbedsScreen input={input} initial={page} />;
}
