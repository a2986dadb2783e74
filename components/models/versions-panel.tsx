"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useMemo, useState, useTransition } from "react";
import type { ModelView, VersionListItem } from "#server/domains/registry/contract.ts";
import { refOf } from "#server/shared/compare.ts";
import { versionVocabulary } from "#server/shared/filter/index.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { usePicked, type Comparable } from "../compare/use-picked.tsx";
import { FilterBox } from "../filter/filter-box.tsx";
import type { Suggest } from "../filter/tokens.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useSession } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { versionColumnSet } from "./column-ids.ts";
import { registerLines } from "./register-panel.tsx";
import { useColumns } from "./use-address.ts";
import { usualColumns, versionColumns } from "./version-columns.tsx";
import { readsVersions, versionsAsk, versionsHref, type VersionsQuery } from "./versions-query.ts";

// It comes when it is first opened.
const ColumnsDialog = dynamic(() => import("./columns-dialog.tsx").then((module) => module.ColumnsDialog), { ssr: false });

const kinds: readonly LiveKind[] = ["version.created", "version.changed", "alias.set", "baseline.changed", "route.changed"];
const comparable: Comparable<VersionListItem> = { kind: "versions", refOf: (row) => refOf(row.model, row.version), nameOf: (row) => `v${row.version}` };
const distinct = (values: readonly string[]) => [...new Set(values)].toSorted();

/** What a filter may ask for, out of the versions that are shown. */
const suggestFrom = (versions: readonly VersionListItem[]): Suggest => (field, key) => {
  switch (field) {
    case "metrics": return distinct(versions.flatMap((one) => one.metrics.map((metric) => metric.key)));
    case "tags": return distinct(versions.flatMap((one) => one.tags.filter((tag) => key === null || tag.key === key).map((tag) => (key === null ? tag.key : tag.value))).filter((text) => text.length <= 80));
    case "alias": return distinct(versions.flatMap((one) => one.aliases));
    case "environment": return distinct(["production", "staging", ...versions.flatMap((one) => one.routes.map((route) => route.environment))]);
    case "created": case "updated": return ["-1d", "-7d", "-30d"];
    default: return [];
  }
};

/** A model's versions, filtered as tokens or as text, with the columns that somebody chose. */
export function VersionsPanel({ model, query, initial }: { model: ModelView; query: VersionsQuery; initial: Page<VersionListItem> }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { origin } = useSession();
  const [pending, startTransition] = useTransition();
  const [choosing, setChoosing] = useState(false);
  const filters = useMemo(() => [trpc.versions.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model: model.name });
  const readable = readsVersions(query);
  const { data } = useQuery({ ...trpc.versions.list.queryOptions(versionsAsk(query)), initialData: initial, enabled: readable });
  const { columns: chosen, choose } = useColumns(versionColumnSet);
  const ids = useMemo(() => chosen ?? usualColumns(data.items), [chosen, data.items]);
  const { column: pick, lever: compare } = usePicked(comparable, paths.compare);
  const columns = useMemo(() => [pick, ...versionColumns(ids)], [pick, ids]);
  const suggest = useMemo(() => suggestFrom(data.items), [data.items]);
  const shown = { ...query, columns: chosen?.join(",") };
  const narrow = (filter: string) => startTransition(() => router.push(versionsHref({ ...shown, filter: filter || undefined, cursor: undefined }), { scroll: false }));
  if (model.versionCount === 0 && query.filter === undefined) return <Panel title="Versions"><EmptyState title="No version yet" lines={registerLines(origin, model.name)} lang="Python lines">Log a model under this name.</EmptyState></Panel>;
  return (
    <>
      <FilterBox label="Filter versions" vocabulary={versionVocabulary} value={query.filter ?? ""} onChange={narrow} placeholder="metrics.roc_auc > 0.7, tags.tier = 1 or is:serving" suggest={suggest}
        note={pending ? "Asking" : `${data.items.length}${data.nextCursor === null ? "" : "+"} shown`} />
      <Panel title="Versions" note={plural(model.versionCount, "version", "versions")} actions={<><Button aria-haspopup="dialog" onClick={() => setChoosing(true)}>Columns</Button>{model.versionCount > 1 ? compare : null}</>}>
        {!readable ? <EmptyState title="The filter cannot be read">Nothing is listed until it can. What is wrong is marked in the text above.</EmptyState>
          : data.items.length === 0 ? <EmptyState title="No version fits">Fewer filters may. A version without the metric, parameter or tag that a comparison names is left out by it.</EmptyState>
          : <Table label={`Versions of ${model.name}`} columns={columns} rows={data.items} rowKey={(row) => row.version} opens="version" href={(row) => paths.modelVersion(model.name, row.version)} />}
        <Pager first={query.cursor === undefined ? null : versionsHref({ ...shown, cursor: undefined })} next={data.nextCursor === null ? null : versionsHref({ ...shown, cursor: data.nextCursor })} />
      </Panel>
      {choosing ? <ColumnsDialog set={versionColumnSet} columns={ids} known={{ tags: suggest("tags", null), metrics: suggest("metrics", null) }} choose={choose} onClose={() => setChoosing(false)} /> : null}
    </>
  );
}
