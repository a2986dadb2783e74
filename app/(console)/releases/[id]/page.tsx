import type { Metadata } from "next";
import { ReleaseScreen } from "#components/releases/release-screen.tsx";
import { readRelease } from "./read.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Release ${(await params).id}` };
}

export default async function ReleasePage({ params }: Props) {
  const release = await readRelease((await params).id);
  return <ReleaseScreen key={release.id} initial={release} />;
}
