/** Every URL of the product, built in one place; `paths.test.ts` holds them in one snapshot. */
const segment = encodeURIComponent;

/** A path with its query; undefined and empty values are left out. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(key, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

export const paths = {
  overview: () => "/",
  signIn: (next?: string) => withQuery("/sign-in", { next }),
  invite: (token: string) => `/sign-in/invite/${segment(token)}`,
  models: () => "/models",
  model: (name: string) => `/models/${segment(name)}`,
  modelVersion: (name: string, version: string | number) => `/models/${segment(name)}/versions/${version}`,
  modelMonitoring: (name: string, query: { environment?: string; range?: string; feature?: string; version?: string } = {}) =>
    withQuery(`/models/${segment(name)}/monitoring`, query),
  releases: (query: { state?: string; model?: string } = {}) => withQuery("/releases", query),
  release: (id: string | number) => `/releases/${id}`,
  features: () => "/features",
  feature: (name: string) => `/features/${segment(name)}`,
  serving: () => "/serving",
  embeds: () => "/embeds",
  audit: () => "/audit",
  settings: () => "/settings",
  embed: (id: string) => `/embed/${segment(id)}`,
  embedPicture: (id: string, slug: string) => `/embed/${segment(id)}/${segment(slug)}.svg`,
  embedData: (id: string) => `/embed/${segment(id)}/data`,
  artifactFile: (name: string, version: string | number, path: string) =>
    withQuery("/model-versions/get-artifact", { name, version, path }),
  api: (rest: string) => `/api/v1/${rest}`,
  live: () => "/api/v1/live",
  trpc: () => "/api/trpc",
  auth: () => "/api/auth",
} as const;
