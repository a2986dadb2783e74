import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open } from "../../open.ts";

/** The release of the address, read once a request for the layout and the page. */
export const readRelease = cache((id: string) => {
  if (!/^[1-9]\d{0,9}$/.test(id)) notFound();
  return open(paths.release(id), (door) => door.releases.get({ id: Number(id) }));
});
