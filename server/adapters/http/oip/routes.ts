/** The protocol's paths (oip-wire §1) and our own: one table from method and URL to what is asked. */
export type ModelTarget = { model: string; version: string | undefined };
type Fixed = "healthz" | "readyz" | "metrics" | "live" | "ready" | "server" | "index" | "allStats" | "events" | "labels";
type Action = "model" | "modelReady" | "infer" | "config" | "stats";
export type Asked =
  | { kind: Fixed }
  | ({ kind: Action } & ModelTarget)
  | { kind: "load" | "unload"; model: string }
  | { kind: "wrongMethod"; allow: "GET" | "POST" }
  | { kind: "unsupported"; what: string }
  | { kind: "unknown" };

const fixed: Record<string, { kind: Fixed; method: "GET" | "POST" }> = {
  "/healthz": { kind: "healthz", method: "GET" },
  "/readyz": { kind: "readyz", method: "GET" },
  "/metrics": { kind: "metrics", method: "GET" },
  "/v2": { kind: "server", method: "GET" },
  "/v2/": { kind: "server", method: "GET" },
  "/v2/health/live": { kind: "live", method: "GET" },
  "/v2/health/ready": { kind: "ready", method: "GET" },
  "/v2/repository/index": { kind: "index", method: "POST" },
  "/v1/events": { kind: "events", method: "POST" },
  "/v1/labels": { kind: "labels", method: "POST" },
  "/v2/models/stats": { kind: "allStats", method: "GET" },
};
const actions: Record<string, { kind: Action; method: "GET" | "POST" }> = {
  "": { kind: "model", method: "GET" },
  ready: { kind: "modelReady", method: "GET" },
  infer: { kind: "infer", method: "POST" },
  config: { kind: "config", method: "GET" },
  stats: { kind: "stats", method: "GET" },
};
const unsupported = /^\/v2\/(logging|trace\/setting|systemsharedmemory|cudasharedmemory)(\/|$)/;
const repositoryPath = /^\/v2\/repository\/models\/([^/]+)\/(load|unload)\/?$/;
const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/([a-z/]+))?\/?$/;

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** @param url as in the request line; the query is ignored, as clients send free parameters */
export function askedBy(method: string, url: string): Asked {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const permitted = (allow: "GET" | "POST", asked: Asked): Asked => (method === allow || (method === "HEAD" && allow === "GET") ? asked : { kind: "wrongMethod", allow });
  const known = Object.hasOwn(fixed, path) ? fixed[path] : undefined;
  if (known) return permitted(known.method, { kind: known.kind });
  if (unsupported.test(path)) return { kind: "unsupported", what: path };
  const change = repositoryPath.exec(path);
  if (change) {
    const named = decoded(change[1] ?? "");
    return named === undefined ? { kind: "unknown" } : permitted("POST", { kind: change[2] as "load" | "unload", model: named });
  }
  const match = modelPath.exec(path);
  if (!match) return { kind: "unknown" };
  const [, name = "", number, action = ""] = match;
  const model = decoded(name);
  const version = number === undefined ? undefined : decoded(number);
  if (action === "trace/setting") return { kind: "unsupported", what: path };
  const wanted = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!wanted || model === undefined || (number !== undefined && version === undefined)) return { kind: "unknown" };
  return permitted(wanted.method, { kind: wanted.kind, model, version });
}
