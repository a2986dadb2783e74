/** What becomes of each thing that moves in, decided without looking anywhere: the mapping rules and their words. */
import { createHash } from "node:crypto";

/** How a thing stands there; another one is copied again. */
export const stampOf = (record: unknown): string => createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 32);

/** Groups for log-batch: at most 1,000 points, 100 parameters and 100 tags, and 1,000 in all. */
export function batchesOf<Point, Pair>(given: { metrics: readonly Point[]; params: readonly Pair[]; tags: readonly Pair[] }): { metrics: Point[]; params: Pair[]; tags: Pair[] }[] {
  const cut = <T>(list: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
  return [
    ...cut(given.params, 100).map((params) => ({ metrics: [], params, tags: [] })),
    ...cut(given.tags, 100).map((tags) => ({ metrics: [], params: [], tags })),
    ...cut(given.metrics, 1000).map((metrics) => ({ metrics, params: [], tags: [] })),
  ];
}

const modelIdPattern = /m-[0-9a-f]{32}/;
export const isModelId = (id: string): boolean => new RegExp(`^${modelIdPattern.source}$`).test(id);
export const isRunId = (id: string): boolean => /^[0-9a-zA-Z_-]{1,64}$/.test(id);

/** The path inside `root`, "" for itself; null elsewhere. The same place is written with and without the server's name. */
export function insideOf(root: string, uri: string): string | null {
  const plain = (text: string) => text.replace(/^mlflow-artifacts:\/\/[^/]+\//, "mlflow-artifacts:/").replace(/^file:\/\/(?=\/)/, "").replace(/\/+$/, "");
  const [outer, inner] = [plain(root), plain(uri)];
  if (outer === "" || (inner !== outer && !inner.startsWith(`${outer}/`))) return null;
  return inner.slice(outer.length + 1);
}

export type SourcePlan =
  | { kind: "loggedModel"; modelId: string }
  | { kind: "run"; runId: string; path: string }
  | { kind: "copy"; name: string; version: number }
  /** Another store's address: kept as it is. */
  | { kind: "elsewhere" }
  | { kind: "skip"; why: string };

/** Where a version's files come from. `runRoot` is the artifact root of its run there, when it has one. */
export function planSource(version: { source: string; run_id: string }, runRoot: string | null): SourcePlan {
  const { source } = version;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]+):/.exec(source)?.[1]?.toLowerCase();
  if (scheme === "models") {
    const rest = source.slice("models:".length).replace(/^\/+|\/+$/g, "");
    if (isModelId(rest)) return { kind: "loggedModel", modelId: rest };
    const copy = /^(.+)\/(\d{1,9})$/.exec(rest);
    return copy ? { kind: "copy", name: copy[1] ?? "", version: Number(copy[2]) } : { kind: "skip", why: `its source '${source}' names no version` };
  }
  if (scheme === "runs") {
    const parts = /^runs:\/+([^/]+)(?:\/(.*))?$/.exec(source);
    return parts ? { kind: "run", runId: parts[1] ?? "", path: (parts[2] ?? "").replace(/\/+$/, "") } : { kind: "skip", why: `its source '${source}' names no run` };
  }
  const inside = runRoot === null ? null : insideOf(runRoot, source);
  if (inside !== null) return { kind: "run", runId: version.run_id, path: inside };
  const model = new RegExp(`/models/(${modelIdPattern.source})/artifacts/?$`).exec(source);
  if (model) return { kind: "loggedModel", modelId: model[1] ?? "" };
  if (source === "") return { kind: "skip", why: "it has no source" };
  if (scheme === undefined || scheme === "file") return { kind: "skip", why: `its files are at '${source}', on that server's disk and outside of its run` };
  if (scheme === "http" || scheme === "https" || scheme === "mlflow-artifacts") return { kind: "skip", why: `its files are at '${source}', which belongs to no run that was copied` };
  return { kind: "elsewhere" };
}

/** Why an alias stays behind; null when it comes. */
export function aliasStays(alias: string, environments: readonly string[]): string | null {
  const plain = alias.normalize("NFKC").toLowerCase();
  return environments.includes(plain) ? `it is named after an environment, and only a release moves it: request a promotion` : null;
}

/** Bearer before Basic, arguments before environment. Null: the server asks for none. */
export function authorizationOf(given: { token?: string; user?: string; password?: string }, env: Record<string, string | undefined>): string | null {
  if (given.token) return `Bearer ${given.token}`;
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  if (given.user) return basic(given.user, given.password ?? env["MLFLOW_TRACKING_PASSWORD"] ?? "");
  if (env["MLFLOW_TRACKING_TOKEN"]) return `Bearer ${env["MLFLOW_TRACKING_TOKEN"]}`;
  return env["MLFLOW_TRACKING_USERNAME"] ? basic(env["MLFLOW_TRACKING_USERNAME"], env["MLFLOW_TRACKING_PASSWORD"] ?? "") : null;
}

const firstMs = 500;
const longestMs = 30_000;

/** How long to wait before try `attempt` (from 1) again: doubling, or what the server asked for. `spread` is 0 to 1. */
export function waitMs(attempt: number, retryAfter: string | null, spread: number): number {
  const asked = retryAfter === null ? Number.NaN : Number(retryAfter) * 1000;
  if (Number.isFinite(asked) && asked >= 0) return Math.min(asked, longestMs);
  return Math.round(Math.min(firstMs * 2 ** (attempt - 1), longestMs) * (0.75 + 0.5 * spread));
}

/** Worth another try: overload, a gateway's trouble, or no answer at all (null). */
export const isPassing = (status: number | null): boolean => status === null || status === 408 || status === 429 || (status >= 500 && status !== 501);

/** The address that keys what was copied: without credentials, query and trailing slash. @throws TypeError when it is none */
export function sourceKey(url: string): string {
  const parsed = new URL(url);
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") throw new TypeError(`${url} is not an http address`);
  return `${parsed.protocol}//${parsed.host}${parsed.pathname.replace(/\/+$/, "")}`;
}
