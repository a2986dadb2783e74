import type { ReactNode } from "react";
import { readExperiment } from "../read.ts";

/** Above the loading state, so that an experiment that is none answers 404. */
export default async function ExperimentLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readExperiment((await params).id);
  return children;
}
