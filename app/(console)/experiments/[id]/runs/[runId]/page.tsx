import type { Metadata } from "next";
import { RunScreen } from "#components/experiments/run-screen.tsx";
import { readRun } from "./read.ts";

type Props = { params: Promise<{ id: string; runId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, runId } = await params;
  return { title: (await readRun(id, runId)).name };
}

export default async function RunPage({ params }: Props) {
  const { id, runId } = await params;
  return <RunScreen initial={await readRun(id, runId)} />;
}
