import { paths, withQuery } from "#server/shared/paths.ts";
import type { FeatureDetail } from "#server/domains/features/contract.ts";

export type FeaturesQuery = { query?: string; cursor?: string; limit: number };
/** Each row asks for a distribution. */
const pageSize = 25;

export const featuresQuery = (get: (key: string) => string | undefined): FeaturesQuery => ({ query: get("query"), cursor: get("cursor"), limit: pageSize });
export const featuresHref = ({ query, cursor }: Partial<FeaturesQuery>): string => withQuery(paths.features(), { query, cursor });

export type Reader = { model: string; version: string; environment: string };

/** The served reader that an address names, else the one that stands for the feature. */
export function readerOf(feature: FeatureDetail, get: (key: "model" | "version" | "environment") => string | null | undefined): Reader | null {
  const named = feature.readers.find((reader) => reader.model === get("model") && reader.version === get("version"));
  const environment = named?.environments.find((name) => name === get("environment")) ?? named?.environments[0];
  return named !== undefined && environment !== undefined ? { model: named.model, version: named.version, environment } : feature.shown;
}

