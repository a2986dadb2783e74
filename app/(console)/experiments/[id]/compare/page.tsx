import type { Metadata } from "next";
import { CompareRunsScreen } from "#components/experiments/compare-runs-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, type Search } from "../../../open.ts";
import { readExperiment } from "../read.ts";

export const metadata: Metadata = { title: "Compare runs" };

export default async function CompareRunsPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Search }) {
  const experiment = await readExperiment((await params).id);
  const { run } = await searchParams;
  const asked = (Array.isArray(run) ? run : run === undefined ? [] : [run]).slice(0, 50);
  const view = await open(paths.compareRuns(experiment.id, asked), (door) => door.compare.runs({ run: asked }));
  return <CompareRunsScreen experiment={{ id: experiment.id, name: experiment.name }} asked={asked} initial={view} />;
}
