"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { modelVocabulary } from "#server/shared/filter/index.ts";
import type { Page } from "#server/shared/paging.ts";
import { FilterBox } from "../filter/filter-box.tsx";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useMay, useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { modelColumnSet } from "./column-ids.ts";
import { ModelsTable } from "./models-table.tsx";
import { isReadable, modelsAsk, modelsHref, type ModelsQuery } from "./query.ts";
import { registerLines, RegisterPanel } from "./register-panel.tsx";
import { noSelection } from "./selection.ts";
import { suggestFrom } from "./suggest.ts";
import { useColumns, useSearch } from "./use-address.ts";
import { ViewMark } from "./view-mark.tsx";

// Each comes when it is first opened.
const ColumnsDialog = dynamic(() => import("./columns-dialog.tsx").then((module) => module.ColumnsDialog), { ssr: false });
const BulkTagDialog = dynamic(() => import("./bulk-tag-dialog.tsx").then((module) => module.BulkTagDialog), { ssr: false });
const ViewsDialog = dynamic(() => import("./views-dialog.tsx").then((module) => module.ViewsDialog), { ssr: false });
const RegisterDialog = dynamic(() => import("./register-dialog.tsx").then((module) => module.RegisterDialog), { ssr: false });
const SearchLinesDialog = dynamic(() => import("./search-lines-dialog.tsx").then((module) => module.SearchLinesDialog), { ssr: false });

/** The worker sums what serves every fifteen seconds. */
const lookAgainMs = 15_000;
const kinds: readonly LiveKind[] = ["version.created", "version.changed", "model.changed", "route.changed", "release.requested", "release.decided", "states.judged"];

function sentence(items: ModelView[], more: boolean): string {
  const serving = items.filter((model) => model.routes.some((route) => route.environment === "production")).length;
  return `${more ? "The first " : ""}${plural(items.length, "model", "models")}${more ? "" : " registered"}, ${serving} in production.`;
}

/** The same line while something is looked for, so that the box does not move under the hand. */
const fitting = (found: number, paged: boolean) => (paged ? `${plural(found, "model", "models")} on this page.` : found === 0 ? "No model fits." : `${plural(found, "model fits", "models fit")}.`);

export function ModelsScreen({ query, initial }: { query: ModelsQuery; initial: Page<ModelView> }) {
  const trpc = useTRPC();
  const { origin } = useSession();
  const [dialog, setDialog] = useState<"columns" | "tag" | "views" | "lines" | "register" | null>(null);
  const [selection, select] = useState(noSelection);
  const search = useSearch();
  const { columns, choose } = useColumns(modelColumnSet);
  const filters = useMemo(() => [trpc.models.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const readable = isReadable(query);
  const shown = { ...query, columns: columns?.join(",") };
  const ask = modelsAsk(shown);
  // A metric that became a column here was not asked for by the page.
  const asSent = JSON.stringify(ask) === JSON.stringify(modelsAsk(query));
  const { data = initial } = useQuery({
    ...trpc.models.list.queryOptions(ask), initialData: asSent ? initial : undefined, placeholderData: keepPreviousData, enabled: readable,
    refetchInterval: (found) => (found.state.data?.items.some((model) => model.live !== null) ? lookAgainMs : false),
  });
  const suggest = useMemo(() => suggestFrom(data.items), [data.items]);
  const mayTag = useMay("registry.write");
  const close = () => setDialog(null);
  const narrowed = query.query !== undefined || query.filter !== undefined;
  const none = data.items.length === 0;
  if (none && !narrowed && query.cursor === undefined) {
    return (
      <>
        <PageHead title="Models" sentence="No model is registered yet." />
        <Panel title="Register the first one"><EmptyState title="Registered models stand here" lines={registerLines(origin)} lang="Python lines">Point the MLflow client at this console with a token from Settings, and log a model under a name.</EmptyState></Panel>
      </>
    );
  }
  return (
    <>
      <PageHead title="Models" mark={<ViewMark query={shown} />} sentence={narrowed || query.cursor ? fitting(data.items.length, data.nextCursor !== null || query.cursor !== undefined) : sentence(data.items, data.nextCursor !== null)} actions={<>
        <Button onClick={() => setDialog("views")}>Saved views</Button>
        <Button onClick={() => setDialog("columns")}>Columns</Button>
        <Button onClick={() => setDialog("tag")} disabledReason={mayTag ? null : "Your role may not tag models."}>{selection.names.size === 0 ? "Tag" : `Tag ${plural(selection.names.size, "model", "models")}`}</Button>
        <Button onClick={() => setDialog("lines")} disabledReason={readable ? null : "The filter cannot be read."}>For scripts</Button>
        <Button kind="primary" aria-haspopup="dialog" onClick={() => setDialog("register")}>Register a model</Button>
      </>} />
      <FilterBox label="Filter models" vocabulary={modelVocabulary} value={search.filter} onChange={search.setFilter} words={{ value: search.query, onChange: search.setQuery }}
        placeholder="name, tag, owner or words" suggest={suggest} note={search.searching ? "Searching" : `${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel>
        {!readable ? <EmptyState title="The filter cannot be read">Nothing is listed until it can. What is wrong is marked in the text above.</EmptyState>
          : none ? <EmptyState title="No model fits">Another word may, or fewer filters. Archived models stand here only with the filter is:archived.</EmptyState>
          : <ModelsTable models={data.items} query={query} columns={columns} selection={selection} select={select} />}
        <Pager first={query.cursor === undefined ? null : modelsHref({ ...shown, cursor: undefined })} next={data.nextCursor === null ? null : modelsHref({ ...shown, cursor: data.nextCursor })} />
      </Panel>
      <RegisterPanel />
      {dialog === "register" ? <RegisterDialog onClose={close} /> : null}
      {dialog === "columns" ? <ColumnsDialog set={modelColumnSet} columns={columns ?? modelColumnSet.usual} known={{ tags: suggest("tags", null), metrics: [] }} choose={choose} onClose={close} /> : null}
      {dialog === "tag" ? <BulkTagDialog selected={[...selection.names]} query={query} tagKeys={suggest("tags", null)} onClose={close} /> : null}
      {dialog === "views" ? <ViewsDialog query={shown} saved={search.setView} onClose={close} /> : null}
      {dialog === "lines" ? <SearchLinesDialog query={query} onClose={close} /> : null}
    </>
  );
}
