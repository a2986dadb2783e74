import { parseSearch, versionVocabulary } from "#server/shared/filter/index.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

const pageSize = 50;

/** What a model's table of versions is asked for. */
export type VersionsAsk = { model: string; filter?: string; cursor?: string; limit: number };
/** What its page's address says beside: which columns, and which page of the history of aliases. */
export type VersionsQuery = VersionsAsk & { columns?: string; moves?: string };

export const versionsQuery = (model: string, get: (key: string) => string | undefined): VersionsQuery => ({ model, filter: get("filter"), cursor: get("cursor"), columns: get("columns"), moves: get("moves"), limit: pageSize });
export const versionsAsk = ({ model, filter, cursor, limit }: VersionsQuery): VersionsAsk => ({ model, filter, cursor, limit });

/** Whether the filter reads; versions are only asked for by one that does. */
export const readsVersions = ({ filter }: Pick<VersionsQuery, "filter">): boolean => parseSearch(filter ?? "", versionVocabulary).ok;

/** The address of such a page. */
export const versionsHref = ({ model, filter, columns, cursor, moves }: Omit<VersionsQuery, "limit">): string => withQuery(paths.model(model), { filter, columns, cursor, moves });
