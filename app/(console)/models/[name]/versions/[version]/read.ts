import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open, orRefusal, segment } from "../../../../open.ts";

/** The rows that MLflow logs beside a model, where its maker gave some. */
const exampleFile = "input_example.json";

/** The version of the address, read once a request for the layout and the page. */
export const readVersion = cache((name: string, version: string) => {
  if (!/^[1-9]\d{0,9}$/.test(version)) notFound();
  const model = segment(name);
  return open(paths.modelVersion(model, version), (door) => door.versions.get({ model, version: Number(version) }));
});

/** The text of its input example; null where it has none, or one too long to show. */
export async function readExample(name: string, version: string): Promise<string | null> {
  const model = segment(name);
  const { data } = await open(paths.modelVersion(model, version), (door) => orRefusal(door.versions.preview({ model, version: Number(version), path: exampleFile })));
  return data?.preview.kind === "text" && data.preview.whole ? data.preview.text : null;
}
