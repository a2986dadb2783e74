import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open } from "../../open.ts";

/** The experiment of the address, read once a request for the layout and the page. */
export const readExperiment = cache((text: string) => {
  if (!/^\d{1,10}$/.test(text)) notFound();
  return open(paths.experiment(text), (door) => door.experiments.get({ id: Number(text) }));
});
