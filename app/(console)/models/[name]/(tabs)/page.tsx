import type { Metadata } from "next";
import { AliasHistory } from "#components/aliases/alias-history.tsx";
import { AliasesPanel } from "#components/aliases/aliases-panel.tsx";
import { ModelScreen } from "#components/models/model-screen.tsx";
import { paths } from "#server/shared/paths.ts";
import { open, queryOf, segment, type Search } from "../../../open.ts";

type Props = { params: Promise<{ name: string }>; searchParams: Search };
const pageSize = 50;
const movesShown = 10;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: segment((await params).name) };
}

export default async function ModelPage({ params, searchParams }: Props) {
  const name = segment((await params).name);
  const query = await queryOf(searchParams);
  const input = { model: name, limit: pageSize, cursor: query("cursor") };
  const moves = { model: name, limit: movesShown, cursor: query("moves") };
  const [model, versions, aliases, protections, changes] = await open(paths.model(name), (door) => Promise.all([
    door.models.get({ model: name }), door.versions.list(input), door.aliases.list({ model: name, limit: pageSize }), door.aliases.protections({ model: name, limit: 200 }), door.aliases.changes(moves),
  ]));
  return (
    <>
      <ModelScreen model={model} input={input} initial={versions} />
      <AliasesPanel model={name} initial={{ aliases, protections }} />
      <AliasHistory input={moves} initial={changes} versions={input.cursor} />
    </>
  );
}
