import { SignalboxError } from "../../../shared/errors.ts";
import { fullyDecoded, storedPath } from "./artifact-paths.ts";

/** What a new version's source turned out to be, and what has still to be looked up. */
export type Source =
  | { kind: "loggedModel"; modelId: string }
  | { kind: "version"; name: string; version: number | null; alias: string | null }
  | { kind: "run"; runId: string; path: string }
  /** Proxied artifacts: inside the named run's or logged model's folder. */
  | { kind: "stored"; path: string }
  /** Another store's URI; kept, never opened. */
  | { kind: "elsewhere" }
  | { kind: "prompt" };

const refuse = (detail: string) => new SignalboxError("invalid_input", `Invalid model version source: ${detail}`);
export const notContained = (source: string, parameter: "run_id" | "model_id") =>
  refuse(`'${source}'. The ${parameter} request parameter must identify the resource that contains the source.`);

function modelsUri(source: string): Source | null {
  const rest = source.slice("models:".length).replace(/^\/+/, "").replace(/\/+$/, "");
  if (/^m-[0-9a-f]{32}$/.test(rest)) return { kind: "loggedModel", modelId: rest };
  const alias = /^([^/@]+)@([^/@]+)$/.exec(rest);
  if (alias) return { kind: "version", name: decodeURIComponent(alias[1] ?? ""), version: null, alias: alias[2] ?? "" };
  const version = /^([^/]+)\/(\d{1,9})$/.exec(rest);
  if (version) return { kind: "version", name: version[1] ?? "", version: Number(version[2]), alias: null };
  return null;
}

/**
 * The source rules of MLflow's registry (mlflow 3.17, `_validate_source` and its callers), without the look-ups.
 * @throws invalid_input in MLflow's words
 */
export function judgeSource(request: { source: string; runId: string; modelId: string; prompt: boolean }): Source {
  const { source, runId, modelId } = request;
  const decoded = fullyDecoded(source);
  const uriScheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(source)?.[1]?.toLowerCase();
  if (request.prompt) {
    if (uriScheme !== undefined || source.startsWith("/")) throw notContained(source, "run_id");
    return { kind: "prompt" };
  }
  if (uriScheme === "models") {
    const named = safely(() => modelsUri(source));
    if (named === null) throw notContained(source, "model_id");
    if (named.kind === "loggedModel" && named.modelId !== modelId) throw notContained(source, "model_id");
    return named;
  }
  if (uriScheme === "runs") {
    const parts = /^runs:\/+([^/]+)(?:\/(.*))?$/.exec(source);
    if (!parts || parts[1] !== runId || modelId !== "") throw notContained(source, "run_id");
    return { kind: "run", runId, path: (parts[2] ?? "").replace(/\/+$/, "") };
  }
  if (decoded === null || decoded.includes("\0") || decoded.split(/[/\\]/).includes("..")) {
    throw refuse(`'${source}'. If supplying a source as an http, https, local file path, ftp, s3 or other URI, an absolute path must be provided without relative path references present. Please provide an absolute path.`);
  }
  const path = storedPath(source);
  if (path !== null) {
    if (runId === "" && modelId === "") throw notContained(source, "run_id");
    return { kind: "stored", path };
  }
  if (uriScheme === "http" || uriScheme === "https") throw refuse(`'source' cannot use the '${uriScheme}' scheme: '${source}'`);
  if (uriScheme === undefined || uriScheme === "file" || /^[a-zA-Z]$/.test(uriScheme)) {
    throw refuse(`'${source}'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.`);
  }
  return { kind: "elsewhere" };
}

function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Where an experiment may keep its artifacts: "" (chosen for it) or a URI. @throws invalid_input */
export function checkLocation(location: string): void {
  if (location === "") return;
  const [base = "", query = ""] = location.split(/[?#]/);
  if (/^(runs|models):/i.test(location)) throw new SignalboxError("invalid_input", `Artifact location cannot be a ${location.split(":")[0]}:/ URI. Given: '${location}'`);
  if (fullyDecoded(query)?.includes("..") ?? true) throw new SignalboxError("invalid_input", `Invalid query string: ${query}`);
  const decoded = fullyDecoded(base);
  if (decoded === null || decoded.includes("\0") || decoded.split(/[/\\]/).includes("..")) throw new SignalboxError("invalid_input", `Invalid artifact location: '${location}'`);
  if (storedPath(location) === null && !/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) {
    throw new SignalboxError("invalid_input", `Invalid artifact location: '${location}'. Leave it out, or name a store's URI such as mlflow-artifacts:/folder or s3://bucket/folder.`);
  }
}
