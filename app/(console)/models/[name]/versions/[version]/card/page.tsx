import type { Metadata } from "next";
import { CardScreen } from "#components/cards/card-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, segment, type Search } from "../../../../../open.ts";
import { readVersion } from "../read.ts";

type Props = { params: Promise<{ name: string; version: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, version } = await params;
  return { title: `Card of ${segment(name)} v${version}` };
}

export default async function CardPage({ params, searchParams }: Props) {
  const { name, version } = await params;
  const query = await queryOf(searchParams);
  const page = await readVersion(name, version);
  const of = { model: page.model, version: Number(page.version) };
  const revision = query("revision");
  const [card, revisions] = await open(paths.versionTab(page, "card", { revision }), (door) => Promise.all([door.cards.get({ ...of, revision }), door.cards.revisions(of)]));
  return <CardScreen initial={card} revisions={revisions} />;
}
