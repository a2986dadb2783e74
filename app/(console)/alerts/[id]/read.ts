import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open } from "../../open.ts";

/** The alert of the address, read once a request for the layout and the page. */
export const readAlert = cache((id: string) => {
  if (!/^[1-9]\d{0,8}$/.test(id)) notFound();
  return open(paths.alert(id), (door) => door.alerts.get({ id }));
});
