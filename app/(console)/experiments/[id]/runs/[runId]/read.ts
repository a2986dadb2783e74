import { notFound } from "next/navigation";
import { cache } from "react";
import { paths } from "#server/shared/paths.ts";
import { open, segment } from "../../../../open.ts";

/** The run of the address, if it is of that experiment; read once a request for the layout and the page. */
export const readRun = cache(async (experimentId: string, text: string) => {
  const runId = segment(text);
  const run = await open(paths.run(experimentId, runId), (door) => door.runs.get({ runId }));
  if (run.experimentId !== experimentId) notFound();
  return run;
});
