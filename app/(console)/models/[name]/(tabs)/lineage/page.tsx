import type { Metadata } from "next";
import { LineageScreen } from "#components/lineage/lineage-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../open.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${segment((await params).name)}, lineage` };
}

export default async function ModelLineagePage({ params }: Props) {
  const model = segment((await params).name);
  const scope = { of: "model" as const, model };
  return <LineageScreen scope={scope} narrowing="focus" label={`Lineage of ${model}`} initial={await open(paths.modelLineage(model), (door) => door.lineage.get(scope))} />;
}
