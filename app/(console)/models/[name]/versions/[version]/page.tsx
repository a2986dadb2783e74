import type { Metadata } from "next";
import { VersionScreen } from "#components/versions/version-screen.tsx";
import { segment } from "../../../../open.ts";
import { readVersion } from "./read.ts";

type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${segment(name)} v${version}` };
}

export default async function VersionPage({ params }: Props) {
  const { name, version } = await params;
  return <VersionScreen initial={await readVersion(name, version)} />;
}
