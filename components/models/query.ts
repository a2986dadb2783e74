import { modelSorts } from "#server/domains/registry/contract-sorts.ts";
import { modelVocabulary, parseSearch } from "#server/shared/filter/index.ts";
import { paths, withQuery } from "#server/shared/paths.ts";
import { columnIds, keysIn, modelColumnSet } from "./column-ids.ts";

type Sort = (typeof modelSorts)[number];
/** What the server lists by. */
export type ModelsAsk = { query?: string; filter?: string; sort: Sort; cursor?: string; limit: number; metrics?: string[] };
/** What the address says: that, and how it is shown. `view` is the saved view it came from, or "all". */
export type ModelsQuery = ModelsAsk & { columns?: string; view?: string };
const pageSize = 50;

/** What the address asks for; a sort that is none is the default one, columns that are none are left out. */
export function modelsQuery(get: (key: string) => string | undefined): ModelsQuery {
  return {
    query: get("query"), filter: get("filter"), sort: modelSorts.find((sort) => sort === get("sort")) ?? "-updated", cursor: get("cursor"), limit: pageSize,
    columns: columnIds(modelColumnSet, get("columns"))?.join(","), view: get("view"),
  };
}

/** Whether the filter reads; the list is only asked for one that does. */
export const isReadable = ({ filter }: Pick<ModelsQuery, "filter">): boolean => parseSearch(filter ?? "", modelVocabulary).ok;

/** Whether the address says nothing at all: then the view that a person opens first takes its place. */
export const isPlain = (query: ModelsQuery): boolean => modelsHref(query) === paths.models();

export function modelsAsk({ query, filter, sort, cursor, limit, columns }: ModelsQuery): ModelsAsk {
  const metrics = keysIn(columns?.split(",") ?? [], "metrics");
  return { query, filter, sort, cursor, limit, ...(metrics.length === 0 ? {} : { metrics }) };
}

const stateOf = ({ query, filter, sort, columns }: Partial<ModelsQuery>) => ({ query, filter, sort: sort === "-updated" ? undefined : sort, columns });

/** The address of such a list; a change of filter or sort begins at the first page. */
export const modelsHref = (query: Partial<ModelsQuery>): string => withQuery(paths.models(), { ...stateOf(query), view: query.view, cursor: query.cursor });

/** What a saved view keeps: the address's query without the page. */
export const viewQuery = (query: Partial<ModelsQuery>): string => withQuery("", stateOf(query)).slice(1);

/** The address of a saved view; unknown parts of an old one are left out. */
export function viewHref(view: { id: number; query: string }): string {
  const kept = new URLSearchParams(view.query);
  return modelsHref({ ...modelsQuery((key) => kept.get(key) ?? undefined), cursor: undefined, view: String(view.id) });
}
