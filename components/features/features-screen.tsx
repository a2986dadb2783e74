"use client";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import type { FeatureView } from "#server/domains/features/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { featureColumns } from "./feature-columns.tsx";
import { featuresHref, type FeaturesQuery } from "./query.ts";

const kinds: readonly LiveKind[] = ["states.judged", "route.changed", "version.created"];
const typingMs = 250;
const parsers = { query: parseAsString, cursor: parseAsString };

function Filter({ note }: { note: string }) {
  const [searching, startTransition] = useTransition();
  const [asked, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(typingMs), startTransition });
  return (
    <search className="flex items-center gap-2 rounded-control border border-control bg-panel pr-3 pl-2.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent">
      <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-2" />
      <input type="search" aria-label="Search features by name" value={asked.query ?? ""} onChange={(event) => void setAsked({ query: event.target.value || null, cursor: null })} placeholder="name of a feature" className="min-h-8 w-full bg-transparent outline-none placeholder:text-ink-3" />
      <output className="whitespace-nowrap text-ink-3">{searching ? "Searching" : note}</output>
    </search>
  );
}

function sentence(items: readonly FeatureView[], more: boolean): string {
  const drifting = items.filter((feature) => feature.lamp === "drifting" || feature.lamp === "alert").length;
  const served = items.filter((feature) => feature.shown !== null).length;
  return `${more ? "The first " : ""}${plural(items.length, "feature", "features")} that versions read, ${served} of them served; ${drifting === 0 ? "none drifts" : plural(drifting, "drifts", "drift")}.`;
}

/** Every feature that a version's signature names. */
export function FeaturesScreen({ input, initial }: { input: FeaturesQuery; initial: Page<FeatureView> }) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.features.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data } = useQuery({ ...trpc.features.list.queryOptions(input), initialData: initial });
  const none = data.items.length === 0;
  const plain = input.query === undefined && input.cursor === undefined;
  return (
    <>
      <PageHead title="Features" sentence={none && plain ? "No version names a feature yet." : plain ? sentence(data.items, data.nextCursor !== null) : undefined} />
      {none && plain ? null : <Filter note={`${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />}
      <Panel>
        {none ? <EmptyState title={plain ? "Features stand here" : "No feature has that in its name"}>{plain ? "Each input that a version's signature names is one: log a model with a signature, and its inputs are in the catalogue at once." : "Part of a name is enough; case does not matter."}</EmptyState>
          : <Table label="Features" columns={featureColumns} rows={data.items} rowKey={(row) => row.name} href={(row) => paths.feature(row.name)} opens="name" />}
        <Pager first={input.cursor === undefined ? null : featuresHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : featuresHref({ ...input, cursor: data.nextCursor })} />
      </Panel>
    </>
  );
}
