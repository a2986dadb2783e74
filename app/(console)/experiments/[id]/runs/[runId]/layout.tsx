import type { ReactNode } from "react";
import { readRun } from "./read.ts";

/** Above the loading state, so that a run that is none answers 404. */
export default async function RunLayout({ params, children }: { params: Promise<{ id: string; runId: string }>; children: ReactNode }) {
  const { id, runId } = await params;
  await readRun(id, runId);
  return children;
}
