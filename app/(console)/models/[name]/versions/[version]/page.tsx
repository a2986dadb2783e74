import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VersionScreen } from "#components/versions/version-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../open.ts";

type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${segment(name)} v${version}` };
}

export default async function VersionPage({ params }: Props) {
  const { name, version } = await params;
  if (!/^[1-9]\d{0,9}$/.test(version)) notFound();
  const model = segment(name);
  const view = await open(paths.modelVersion(model, version), (door) => door.versions.get({ model, version: Number(version) }));
  return <VersionScreen initial={view} />;
}
