import type { Metadata } from "next";
import { FeatureScreen } from "#components/features/feature-screen.tsx";
import { segment } from "../../open.ts";
import { readFeature } from "./read.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: segment((await params).name) };
}

export default async function FeaturePage({ params }: Props) {
  return <FeatureScreen initial={await readFeature((await params).name)} />;
}
