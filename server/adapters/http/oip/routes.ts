/** The protocol's paths (oip-wire §1): one table from method and URL to what is asked. */
export type ModelTarget = { model: string; version: string | undefined };
export type Asked =
  | { kind: "healthz" | "readyz" | "metrics" | "live" | "ready" | "server" | "index" }
  | ({ kind: "model" | "modelReady" | "infer" | "config" } & ModelTarget)
  | { kind: "wrongMethod"; allow: "GET" | "POST" }
  | { kind: "unsupported"; what: string }
  | { kind: "unknown" };

const fixed: Record<string, { kind: "healthz" | "readyz" | "metrics" | "live" | "ready" | "server" | "index"; method: "GET" | "POST" }> = {
  "/healthz": { kind: "healthz", method: "GET" },
  "/readyz": { kind: "readyz", method: "GET" },
  "/metrics": { kind: "metrics", method: "GET" },
  "/v2": { kind: "server", method: "GET" },
  "/v2/": { kind: "server", method: "GET" },
  "/v2/health/live": { kind: "live", method: "GET" },
  "/v2/health/ready": { kind: "ready", method: "GET" },
  "/v2/repository/index": { kind: "index", method: "POST" },
};
const actions: Record<string, { kind: "model" | "modelReady" | "infer" | "config"; method: "GET" | "POST" }> = {
  "": { kind: "model", method: "GET" },
  ready: { kind: "modelReady", method: "GET" },
  infer: { kind: "infer", method: "POST" },
  config: { kind: "config", method: "GET" },
};
const unsupported = /^\/v2\/(logging|trace\/setting|systemsharedmemory|cudasharedmemory|models\/stats|repository\/models\/[^/]+\/(load|unload))(\/|$)/;
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
  const match = modelPath.exec(path);
  if (!match) return { kind: "unknown" };
  const [, name = "", number, action = ""] = match;
  const model = decoded(name);
  const version = number === undefined ? undefined : decoded(number);
  if (action === "stats" || action === "trace/setting") return { kind: "unsupported", what: path };
  const wanted = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!wanted || model === undefined || (number !== undefined && version === undefined)) return { kind: "unknown" };
  return permitted(wanted.method, { kind: wanted.kind, model, version });
}
