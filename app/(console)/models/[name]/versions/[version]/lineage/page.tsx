import type { Metadata } from "next";
import { LineageScreen } from "#components/lineage/lineage-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../../open.ts";

type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${segment(name)} v${version}, lineage` };
}

export default async function VersionLineagePage({ params }: Props) {
  const { name, version } = await params;
  const model = segment(name);
  const scope = { of: "version" as const, model, version: Number(version) };
  const initial = await open(paths.versionTab({ model, version }, "lineage"), (door) => door.lineage.get(scope));
  return <LineageScreen scope={scope} narrowing="focus" label={`Lineage of ${model} v${version}`} initial={initial} />;
}
