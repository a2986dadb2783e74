import type { Metadata } from "next";
import { ModelScreen } from "#components/models/model-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, segment, type Search } from "../../../open.ts";

type Props = { params: Promise<{ name: string }>; searchParams: Search };
const pageSize = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: segment((await params).name) };
}

export default async function ModelPage({ params, searchParams }: Props) {
  const name = segment((await params).name);
  const query = await queryOf(searchParams);
  const input = { model: name, limit: pageSize, cursor: query("cursor") };
  const [model, versions] = await open(paths.model(name), (door) => Promise.all([door.models.get({ model: name }), door.versions.list(input)]));
  return <ModelScreen model={model} input={input} initial={versions} />;
}
