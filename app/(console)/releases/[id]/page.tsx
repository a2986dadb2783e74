import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReleaseScreen } from "#components/releases/release-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open } from "../../open.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Release ${(await params).id}` };
}

export default async function ReleasePage({ params }: Props) {
  const { id } = await params;
  if (!/^[1-9]\d{0,9}$/.test(id)) notFound();
  const release = await open(paths.release(id), (door) => door.releases.get({ id: Number(id) }));
  return <ReleaseScreen key={release.id} initial={release} />;
}
