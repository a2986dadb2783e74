import type { Metadata } from "next";
import { ActivityScreen } from "#components/activity/activity-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, segment, type Search } from "../../../../../open.ts";
import { readVersion } from "../read.ts";

type Props = { params: Promise<{ name: string; version: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `Activity of ${segment(name)} v${version}` };
}

export default async function ActivityPage({ params, searchParams }: Props) {
  const { name, version } = await params;
  const cursor = (await queryOf(searchParams))("cursor");
  const page = await readVersion(name, version);
  const input = { model: page.model, version: Number(page.version), cursor };
  return <ActivityScreen input={input} initial={await open(paths.versionTab(page, "activity", { cursor }), (door) => door.versions.activity(input))} />;
}
