import { modelSorts } from "#server/domains/registry/contract.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

export type ModelsQuery = { query?: string; tag?: string; sort: (typeof modelSorts)[number]; cursor?: string; limit: number };
const pageSize = 50;

/** What the address asks for; a sort that is none is the default one. */
export function modelsQuery(get: (key: string) => string | undefined): ModelsQuery {
  return { query: get("query"), tag: get("tag"), sort: modelSorts.find((sort) => sort === get("sort")) ?? "-updated", cursor: get("cursor"), limit: pageSize };
}

/** The address of such a list; a change of filter or sort begins at the first page. */
export function modelsHref({ query, tag, sort, cursor }: Partial<ModelsQuery>): string {
  return withQuery(paths.models(), { query, tag, sort: sort === "-updated" ? undefined : sort, cursor });
}
