"use client";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import type { ModelView, VersionListItem } from "#server/domains/registry/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { exampleOf } from "../versions/snippets.ts";
import { SnippetsPanel } from "../versions/snippets-panel.tsx";
import { Facts } from "../ui/facts.tsx";
import { Panel } from "../ui/panel.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { VersionsPanel } from "./versions-panel.tsx";
import type { VersionsQuery } from "./versions-query.ts";

/** The version that lines to paste are of, and the text of its logged input example. */
export type Pasted = { version: VersionPageView; example: string | null };
type ModelScreenProps = { model: ModelView; query: VersionsQuery; initial: Page<VersionListItem>; /** Null while there is no version. */ pasted: Pasted | null };

export function ModelScreen({ model, query, initial, pasted }: ModelScreenProps) {
  return (
    <>
      <VersionsPanel model={model} query={query} initial={initial} />
      <Panel title="About" padded>
        <Facts items={[
          ["Owner", model.owner ?? "nobody yet: set the tag signalbox.owner"],
          ["Aliases", model.aliases.length === 0 ? "none" : <span className="inline-flex flex-wrap gap-1.5" key="aliases">{model.aliases.map((alias) => <Tag key={alias.alias}>@{alias.alias} is v{alias.version}</Tag>)}</span>],
          ["Tags", model.tags.length === 0 ? "none" : <span className="inline-flex flex-wrap gap-1.5" key="tags">{model.tags.map((tag) => <Tag key={tag.key}>{tag.key}={tag.value}</Tag>)}</span>],
          ["Created", <Time key="created" at={model.createdAt} />],
        ]} />
      </Panel>
      {pasted === null ? null : <SnippetsPanel version={pasted.version} example={pasted.example === null ? null : exampleOf(pasted.example)} />}
    </>
  );
}
