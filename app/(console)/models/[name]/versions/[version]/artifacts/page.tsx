import type { Metadata } from "next";
import { ArtifactsScreen } from "#components/versions/artifacts-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../../open.ts";
import { readVersion } from "../read.ts";

type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `Artifacts of ${segment(name)} v${version}` };
}

export default async function ArtifactsPage({ params }: Props) {
  const { name, version } = await params;
  const page = await readVersion(name, version);
  const root = await open(paths.versionTab(page, "artifacts"), (door) => door.versions.files({ model: page.model, version: Number(page.version) }));
  return <ArtifactsScreen initial={page} root={root} />;
}
