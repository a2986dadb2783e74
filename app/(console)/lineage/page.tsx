import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FocusedLineage } from "#components/lineage/focused-lineage.tsx";
import { scopeOfFocus } from "#server/shared/lineage.ts";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Lineage" };

export default async function LineagePage({ searchParams }: { searchParams: Search }) {
  const focus = (await queryOf(searchParams))("focus") ?? "";
  const scope = scopeOfFocus(focus);
  if (scope === null) notFound();
  return <FocusedLineage key={focus} scope={scope} initial={await open(paths.lineage({ focus }), (door) => door.lineage.get(scope))} />;
}
