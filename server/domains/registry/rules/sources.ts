import { SignalboxError } from "../../../shared/errors.ts";
import { isPlainText } from "../../../shared/text.ts";
import { fullyDecoded, storedPath } from "./artifact-paths.ts";

/** What a new version's source turned out to be, and what has still to be looked up. */
export type Source =
  | { kind: "loggedModel"; modelId: string }
  /** Without a version and an alias: the newest. */
  | { kind: "version"; name: string; version: number | null; alias: string | null }
  | { kind: "run"; runId: string; path: string }
  /** Proxied artifacts: inside the named run's or logged model's folder. */
  | { kind: "stored"; path: string }
  /** Another store's URI; kept, never opened. */
  | { kind: "elsewhere" }
  | { kind: "prompt" };

/** What MLflow's own senders put in a prompt's source (mlflow 3.17, `prompt/constants.py`). */
const promptSources = ["dummy-source", "prompt-template"];
/** Schemes whose URI names the host to connect to (mlflow 3.17, `store/artifact/host_policy.py`). */
const hostSchemes = ["ftp", "sftp", "hdfs", "viewfs", "http", "https", "r2", "b2", "abfss"];

const refuse = (detail: string) => new SignalboxError("invalid_input", `Invalid model version source: ${detail}`);
export const notContained = (source: string, parameter: "run_id" | "model_id") =>
  refuse(`'${source}'. The ${parameter} request parameter must identify the resource that contains the source.`);

function modelsUri(source: string): Source | null {
  const rest = source.slice("models:".length).replace(/^\/+/, "").replace(/\/+$/, "");
  if (/^m-[0-9a-f]{32}$/.test(rest)) return { kind: "loggedModel", modelId: rest };
  const alias = /^([^/@]+)@([^/@]+)$/.exec(rest);
  if (alias) {
    const name = decodeURIComponent(alias[1] ?? "");
    return isPlainText(name) ? { kind: "version", name, version: null, alias: alias[2] ?? "" } : null;
  }
  const version = /^([^/]+)\/(\d{1,9})$/.exec(rest);
  if (version) return { kind: "version", name: version[1] ?? "", version: Number(version[2]), alias: null };
  const newest = /^([^/]+)\/latest$/i.exec(rest);
  if (newest) return { kind: "version", name: newest[1] ?? "", version: null, alias: null };
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
    if (!promptSources.includes(source)) throw new SignalboxError("invalid_input", `Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`);
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
    if (modelId !== "") throw notContained(source, "model_id");
    if (!parts || parts[1] !== runId) throw notContained(source, "run_id");
    return { kind: "run", runId, path: (parts[2] ?? "").replace(/\/+$/, "") };
  }
  if (decoded === null || decoded.includes("\0") || decoded.split(/[/\\]/).includes("..")) {
    throw refuse(`'${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`);
  }
  const path = storedPath(source);
  if (path !== null) {
    if (runId === "" && modelId === "") throw notContained(source, "run_id");
    return { kind: "stored", path };
  }
  if (uriScheme !== undefined && hostSchemes.includes(uriScheme)) {
    throw new SignalboxError("invalid_input", `'source' cannot use the '${uriScheme}' scheme: the '${uriScheme}' scheme addresses a host other than the tracking server's configured artifact storage, so the server would connect to the host named in the URI. Set the MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.`);
  }
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
  if (/[#;]/.test(location)) throw new SignalboxError("invalid_input", "'artifact_location' URL can't include fragments or params.");
  const [base = "", query = ""] = location.split("?");
  if (/^(runs|models):/i.test(location)) throw new SignalboxError("invalid_input", `Artifact location cannot be a ${location.split(":")[0]}:/ URI. Given: '${location}'`);
  if (fullyDecoded(query)?.includes("..") ?? true) throw new SignalboxError("invalid_input", "Invalid query string");
  const decoded = fullyDecoded(base);
  if (decoded === null || decoded.includes("\0") || decoded.split(/[/\\]/).includes("..")) throw new SignalboxError("invalid_input", `Invalid artifact location: '${location}'`);
  if (storedPath(location) === null && !/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) {
    throw new SignalboxError("invalid_input", `Invalid artifact location: '${location}'. Leave it out, or name a store's URI such as mlflow-artifacts:/folder or s3://bucket/folder.`);
  }
}
