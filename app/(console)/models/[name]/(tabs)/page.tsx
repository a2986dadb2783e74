import type { Metadata } from "next";
import { AliasHistory } from "#components/aliases/alias-history.tsx";
import { AliasesPanel } from "#components/aliases/aliases-panel.tsx";
import { ModelScreen } from "#components/models/model-screen.tsx";
import { readsVersions, versionsAsk, versionsHref, versionsQuery } from "#components/models/versions-query.ts";
import { open, queryOf, segment, type Search } from "../../../open.ts";
import { readExample, readVersion } from "../versions/[version]/read.ts";

type Props = { params: Promise<{ name: string }>; searchParams: Search };
const aliasesShown = 50;
const movesShown = 10;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: segment((await params).name) };
}

/** The lines are of what serves, which most come for; else of the newest. */
async function readPasted(name: string, number: string | undefined) {
  if (number === undefined) return null;
  const [version, example] = await Promise.all([readVersion(name, number), readExample(name, number)]);
  return { version, example };
}

export default async function ModelPage({ params, searchParams }: Props) {
  const encoded = (await params).name;
  const name = segment(encoded);
  const query = versionsQuery(name, await queryOf(searchParams));
  const moves = { model: name, limit: movesShown, cursor: query.moves };
  // A filter that does not read is the page's to show, with its place.
  const [model, versions, aliases, protections, changes] = await open(versionsHref(query), (door) => Promise.all([
    door.models.get({ model: name }), readsVersions(query) ? door.versions.list(versionsAsk(query)) : { items: [], nextCursor: null },
    door.aliases.list({ model: name, limit: aliasesShown }), door.aliases.protections({ model: name, limit: 200 }), door.aliases.changes(moves),
  ]));
  const pasted = await readPasted(encoded, model.routes.at(-1)?.version ?? model.latestVersion ?? undefined);
  return (
    <>
      <ModelScreen model={model} query={query} initial={versions} pasted={pasted} />
      <AliasesPanel model={name} newest={model.latestVersion} initial={{ aliases, protections }} />
      <AliasHistory input={moves} initial={changes} page={query} />
    </>
  );
}
