import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../open.ts";

/** The version of the address, read once a request for the layout and the page. */
export const readVersion = cache((name: string, version: string) => {
  if (!/^[1-9]\d{0,9}$/.test(version)) notFound();
  const model = segment(name);
  return open(paths.modelVersion(model, version), (door) => door.versions.get({ model, version: Number(version) }));
});
