import type { Metadata } from "next";
import { TrashScreen } from "#components/cleaning/trash-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, type Search } from "../../open.ts";

export const metadata: Metadata = { title: "Trash" };
const pageSize = 50;

export default async function TrashPage({ searchParams }: { searchParams: Search }) {
  const query = await queryOf(searchParams);
  const input = { limit: pageSize, cursor: query("cursor") };
  const page = await open(paths.trash(), (door) => door.cleaning.trash(input));
  return <TrashScreen input={input} initial={page} />;
}
