import type { Metadata } from "next";
import { FeatureScreen } from "#components/features/feature-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../open.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: segment((await params).name) };
}

export default async function FeaturePage({ params }: Props) {
  const name = segment((await params).name);
  const feature = await open(paths.feature(name), (door) => door.features.get({ name }));
  return <FeatureScreen initial={feature} />;
}
