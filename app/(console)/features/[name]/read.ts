import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../open.ts";

/** The feature of the address, read once a request for the layout and the page. */
export const readFeature = cache((text: string) => {
  const name = segment(text);
  return open(paths.feature(name), (door) => door.features.get({ name }));
});
