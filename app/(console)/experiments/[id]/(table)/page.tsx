import type { Metadata } from "next";
import { ExperimentScreen } from "#components/experiments/experiment-screen.tsx";
import { runsHref, runsQuery } from "#components/experiments/query.ts";
import { open, orRefusal, queryOf, type Search } from "../../../open.ts";
import { readExperiment } from "../read.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readExperiment((await params).id)).name };
}

export default async function ExperimentPage({ params, searchParams }: Props) {
  const experiment = await readExperiment((await params).id);
  const input = runsQuery(Number(experiment.id), await queryOf(searchParams));
  const { data, refusal } = await open(runsHref(input), (door) => orRefusal(door.runs.list(input)));
  return <ExperimentScreen experiment={experiment} input={input} initial={data} refusal={refusal} />;
}
