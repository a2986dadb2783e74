import { experimentSorts, runStatuses } from "#server/domains/registry/contract-runs.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

type Get = (key: string) => string | undefined;
const pageSize = 50;

export type ExperimentsQuery = { query?: string; sort: (typeof experimentSorts)[number]; deleted: boolean; cursor?: string; limit: number };

export const experimentsQuery = (get: Get): ExperimentsQuery => ({
  query: get("query"), sort: experimentSorts.find((sort) => sort === get("sort")) ?? "-lastRun", deleted: get("deleted") === "true", cursor: get("cursor"), limit: pageSize,
});
export const experimentsHref = ({ query, sort, deleted, cursor }: Partial<ExperimentsQuery>): string =>
  withQuery(paths.experiments(), { query, sort: sort === "-lastRun" ? undefined : sort, deleted: deleted ? "true" : undefined, cursor });

export type RunsQuery = { experimentId: number; filter?: string; status?: (typeof runStatuses)[number]; deleted: boolean; sort: string; columns?: string[]; cursor?: string; limit: number };
/** Columns chosen: none at all is a choice too. */
const noColumns = "none";
const sortable = /^-?((start|duration|name)$|(metrics|params)\..)/s;
const column = /^(metrics|params)\../s;

/** What the address asks for; what is no sort or column is left out. */
export function runsQuery(experimentId: number, get: Get): RunsQuery {
  const sort = get("sort");
  const columns = get("columns");
  return {
    experimentId, filter: get("filter"), status: runStatuses.find((status) => status === get("status")), deleted: get("deleted") === "true",
    sort: sort !== undefined && sortable.test(sort) ? sort : "-start", cursor: get("cursor"), limit: pageSize,
    columns: columns === undefined ? undefined : [...new Set(columns.split(","))].filter((one) => column.test(one)).slice(0, 40),
  };
}

/** The address of such a list. */
export const runsHref = ({ experimentId, filter, status, deleted, sort, columns, cursor }: RunsQuery): string =>
  withQuery(paths.experiment(experimentId), {
    filter, status, deleted: deleted ? "true" : undefined, sort: sort === "-start" ? undefined : sort,
    columns: columns === undefined ? undefined : columns.length === 0 ? noColumns : columns.join(","), cursor,
  });
