import type { Metadata } from "next";
import { VersionScreen } from "#components/versions/version-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, orRefusal, segment } from "../../../../open.ts";
import { readVersion } from "./read.ts";

/** The rows that MLflow logs beside a model, where its maker gave some. */
const exampleFile = "input_example.json";
type Props = { params: Promise<{ name: string; version: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `${segment(name)} v${version}` };
}

export default async function VersionPage({ params }: Props) {
  const { name, version } = await params;
  const initial = await readVersion(name, version);
  const of = { model: initial.model, version: Number(initial.version), path: exampleFile };
  const { data } = await open(paths.modelVersion(of.model, of.version), (door) => orRefusal(door.versions.preview(of)));
  return <VersionScreen initial={initial} example={data?.preview.kind === "text" && data.preview.whole ? data.preview.text : null} />;
}
