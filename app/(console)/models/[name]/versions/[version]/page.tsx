import type { Metadata } from "next";
import { VersionScreen } from "#components/versions/version-screen.tsx";
import { segment } from "../../../../open.ts";
import { readExample, readVersion } from "./read.ts";

type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${segment(name)} v${version}` };
}

export default async function VersionPage({ params }: Props) {
  const { name, version } = await params;
  const initial = await readVersion(name, version);
  return <VersionScreen initial={initial} example={await readExample(name, version)} />;
}
