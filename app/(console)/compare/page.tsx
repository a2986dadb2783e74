import type { Metadata } from "next";
import { CompareScreen } from "#components/compare/compare-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, type Search } from "../open.ts";

export const metadata: Metadata = { title: "Compare" };

export default async function ComparePage({ searchParams }: { searchParams: Search }) {
  const { v } = await searchParams;
  const asked = (Array.isArray(v) ? v : v === undefined ? [] : [v]).slice(0, 50);
  return <CompareScreen asked={asked} initial={await open(paths.compare(asked), (door) => door.compare.get({ v: asked }))} />;
}
