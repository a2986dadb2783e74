/** Every URL of the product, built in one place; `paths.test.ts` holds them in one snapshot. */
const segment = encodeURIComponent;

/** A path with its query; undefined and empty values are left out. `before`: parts that are encoded already. */
export function withQuery(path: string, query: Record<string, string | number | undefined>, before: readonly string[] = []): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(key, String(value));
  const text = [...before, search.toString()].filter(Boolean).join("&");
  return text ? `${path}?${text}` : path;
}

/** The places of a version beside its overview. */
export type VersionTab = "artifacts" | "card" | "activity" | "lineage";

export const paths = {
  overview: () => "/",
  signIn: (next?: string) => withQuery("/sign-in", { next }),
  invite: (token: string) => `/sign-in/invite/${segment(token)}`,
  models: () => "/models",
  model: (name: string) => `/models/${segment(name)}`,
  modelVersion: (name: string, version: string | number) => `/models/${segment(name)}/versions/${version}`,
  versionTab: (of: { model: string; version: string | number }, tab: VersionTab, query: { path?: string; revision?: string; cursor?: string } = {}) =>
    withQuery(`/models/${segment(of.model)}/versions/${of.version}/${tab}`, query),
  modelMonitoring: (name: string, query: { environment?: string; range?: string; feature?: string; version?: string } = {}) =>
    withQuery(`/models/${segment(name)}/monitoring`, query),
  modelLineage: (name: string, query: { focus?: string } = {}) => withQuery(`/models/${segment(name)}/lineage`, query),
  /** What comes of one thing, named as the lineage's nodes are: `feature:distance`. */
  lineage: (query: { focus: string }) => withQuery("/lineage", query),
  /** `model:version` each, the first one the reference. */
  compare: (refs: readonly string[], query: { only?: string; column?: string; as?: string } = {}) =>
    withQuery("/compare", query, refs.map((ref) => `v=${segment(ref).replaceAll("%3A", ":")}`)),
  releases: (query: { state?: string; model?: string } = {}) => withQuery("/releases", query),
  release: (id: string | number) => `/releases/${id}`,
  alerts: (query: { state?: string; model?: string; severity?: string; cursor?: string } = {}) => withQuery("/alerts", query),
  alert: (id: string | number) => `/alerts/${id}`,
  features: () => "/features",
  feature: (name: string) => `/features/${segment(name)}`,
  experiments: () => "/experiments",
  experiment: (id: string | number) => `/experiments/${id}`,
  /** Ids of runs, the first one the reference. */
  compareRuns: (experimentId: string | number, runIds: readonly string[], query: { only?: string } = {}) =>
    withQuery(`/experiments/${experimentId}/compare`, query, runIds.map((id) => `run=${segment(id)}`)),
  run: (experimentId: string | number, runId: string) => `/experiments/${experimentId}/runs/${segment(runId)}`,
  serving: (query: { environment?: string; query?: string; sort?: string; cursor?: string } = {}) => withQuery("/serving", query),
  servingAt: (query: { environment?: string; time?: string; model?: string; cursor?: string } = {}) => withQuery("/serving/at", query),
  servedFile: (environment: string, query: { time?: string; model?: string } = {}) => withQuery(`/api/v1/environments/${segment(environment)}/at`, { format: "csv", ...query }),
  embeds: () => "/embeds",
  audit: () => "/audit",
  settings: () => "/settings",
  webhooks: () => "/settings/webhooks",
  webhook: (id: string) => `/settings/webhooks/${segment(id)}`,
  trash: () => "/settings/trash",
  storage: (query: { query?: string; sort?: string; cursor?: string } = {}) => withQuery("/settings/storage", query),
  embed: (id: string) => `/embed/${segment(id)}`,
  embedPicture: (id: string, slug: string) => `/embed/${segment(id)}/${segment(slug)}.svg`,
  embedData: (id: string) => `/embed/${segment(id)}/data`,
  artifactFile: (name: string, version: string | number, path: string) =>
    withQuery("/model-versions/get-artifact", { name, version, path }),
  runArtifactFile: (runId: string, path: string) => withQuery("/get-artifact", { run_id: runId, path }),
  api: (rest: string) => `/api/v1/${rest}`,
  live: () => "/api/v1/live",
  trpc: () => "/api/trpc",
  auth: () => "/api/auth",
} as const;
