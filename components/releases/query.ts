import { environments, releaseKinds, releaseStates, type EnvironmentName, type ReleaseKind, type ReleaseState } from "#server/domains/releases/contract.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

export type ReleasesQuery = { state?: ReleaseState; model?: string; environment?: EnvironmentName; kind?: ReleaseKind; cursor?: string; limit: number };
const pageSize = 50;

/** What the address asks for; a state that is none is left out. */
export function releasesQuery(get: (key: string) => string | undefined): ReleasesQuery {
  return {
    state: releaseStates.find((state) => state === get("state")), model: get("model"),
    environment: environments.find((environment) => environment === get("environment")), kind: releaseKinds.find((kind) => kind === get("kind")), cursor: get("cursor"), limit: pageSize,
  };
}

export function releasesHref({ state, model, environment, kind, cursor }: Partial<ReleasesQuery>): string {
  return withQuery(paths.releases(), { state, model, environment, kind, cursor });
}
