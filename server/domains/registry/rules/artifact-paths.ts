import { SignalboxError } from "../../../shared/errors.ts";

const scheme = "mlflow-artifacts:";
const proxied = "/api/2.0/mlflow-artifacts/artifacts/";

/** What `text` says after percent-decoding until it says nothing else; null where an escape is broken. */
export function fullyDecoded(text: string): string | null {
  let now = text;
  for (let round = 0; round < 10; round++) {
    let next: string;
    try {
      next = decodeURIComponent(now);
    } catch {
      // A lone percent sign is a character of a file's name, not an escape.
      return round === 0 && /%(?![0-9a-fA-F]{2})/.test(now) ? now : null;
    }
    if (next === now) return now;
    now = next;
  }
  return null;
}

/** True for a path with `..`, `.`, an empty or absolute part, a backslash or NUL, in any number of encodings. */
export function escapes(path: string): boolean {
  const decoded = fullyDecoded(path);
  if (decoded === null || /[\\\0]/.test(decoded)) return true;
  if (decoded.startsWith("/") || /^[a-zA-Z]:/.test(decoded) || decoded.startsWith("~")) return true;
  return decoded.split("/").some((part) => part === ".." || part === ".");
}

/**
 * A path below the artifact root, already decoded once by the URL.
 * @returns it without a trailing slash and doubled slashes
 * @throws invalid_input `Invalid path`
 */
export function cleanPath(path: string): string {
  if (path.length > 2000 || escapes(path)) throw new SignalboxError("invalid_input", "Invalid path");
  return path.split("/").filter((part) => part !== "").join("/");
}

/**
 * The stored path that an artifact URI names, or null for another store's URI.
 * `mlflow-artifacts:/0/r/artifacts`, `mlflow-artifacts://host:5000/0/…` and the proxy's http form are the same place.
 */
export function storedPath(uri: string): string | null {
  let rest: string;
  if (uri.startsWith(`${scheme}//`) && !uri.startsWith(`${scheme}///`)) rest = uri.slice(scheme.length + 2).replace(/^[^/]*\/?/, "");
  else if (uri.startsWith(scheme)) rest = uri.slice(scheme.length);
  else if (/^https?:\/\//.test(uri) && uri.includes(proxied)) rest = uri.slice(uri.indexOf(proxied) + proxied.length);
  else return null;
  return rest.split("/").filter((part) => part !== "").join("/");
}

export const artifactUri = (path: string): string => `${scheme}/${path}`;
export const joinPath = (folder: string, path: string): string => [folder, path].filter((part) => part !== "").join("/");
export const joinUri = (root: string, path: string): string => (path === "" ? root : `${root.replace(/\/+$/, "")}/${path}`);

/** Every folder that holds `path`, the longest first: `a/b/c` gives `a/b`, `a`. */
export function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("/"));
}

/** `child` below (or at) `root`, relative; null when it is elsewhere. */
export function relativeTo(root: string, child: string): string | null {
  if (root === "") return child;
  if (child === root) return "";
  return child.startsWith(`${root}/`) ? child.slice(root.length + 1) : null;
}

/** What MLflow's server tells a reader as plain text (mlflow 3.17, `utils/mime_type_utils.py`). */
const texts = new Set(["txt", "log", "err", "cfg", "conf", "cnf", "cf", "ini", "properties", "prop", "hocon", "toml", "yaml", "yml", "xml", "json", "js", "py", "py3", "csv", "tsv", "md", "rst", "ipynb", "MLmodel", "mlproject"]);
const types: Record<string, string> = { html: "text/html", htm: "text/html", svg: "image/svg+xml", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", pdf: "application/pdf" };
/** Content type of a download by its name's end, or by a name without one; whatever is unknown is bytes. */
export function contentTypeOf(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  const dot = name.lastIndexOf(".");
  const end = name.slice(dot + 1);
  if (texts.has(end) || texts.has(end.toLowerCase())) return "text/plain";
  return (dot >= 0 && types[end.toLowerCase()]) || "application/octet-stream";
}

export type ByteRange = { start: number; end: number };
/**
 * A single byte range (RFC 9110 14.1.2); inclusive ends.
 * @returns null where the header is absent, has several ranges or is malformed (then the whole is answered), `unsatisfiable` → 416
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  if (match[1] === "") {
    const suffix = Number(match[2]);
    return suffix === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(match[1]);
  if (start >= size) return "unsatisfiable";
  const end = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return end < start ? null : { start, end };
}

/** Where a version may keep its baseline, best first. @param roots the version's folder, then its run's; null where there is none */
export function baselinePaths(roots: readonly (string | null)[], tag: string | undefined): string[] {
  const names = tag ? [tag.split("/").filter((part) => part !== "").join("/")] : ["baseline.parquet", "baseline.csv"];
  return [...new Set(roots.filter((root) => root !== null).flatMap((root) => names.map((name) => (root === "" ? name : `${root}/${name}`))))];
}
