import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Context } from "hono";
import type { Actor, Right } from "../../../domains/identity/contract.ts";
import * as registry from "../../../domains/registry/index.ts";
import type { Deps } from "../../../platform/deps.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { requirePlainText } from "../../../shared/text.ts";
import type { NodeBindings } from "../context.ts";
import { errorResponse, jsonResponse } from "./errors.ts";
import { partPath } from "./endpoints-uploads.ts";
import { missing } from "./params.ts";

export const artifactBase = "2.0/mlflow-artifacts/artifacts/";

const guardedBases = [artifactBase, "2.0/mlflow-artifacts/mpu/", "2.0/mlflow-artifacts/presigned/"];

/** What follows `base` in the path as it was sent, decoded once. @throws invalid_input where an escape is broken */
export function pathOf(context: Context<NodeBindings>, base = artifactBase): string {
  const { pathname } = new URL(context.req.url);
  const raw = pathname.slice(pathname.indexOf(base) + base.length);
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new SignalboxError("invalid_input", "Invalid path");
  }
}

/**
 * URL parsers fold `..` away before a route sees it: what was sent is read from the request line.
 * @returns a refusal for a path that tries to leave the artifact root, in any encoding
 */
export function refuseEscape(incoming: IncomingMessage | undefined): Response | null {
  const sent = incoming?.url?.split("?")[0] ?? "";
  const leaves = guardedBases.some((base) => {
    const at = sent.indexOf(`/${base}`);
    return at >= 0 && registry.escapes(sent.slice(at + base.length + 1));
  });
  return leaves ? errorResponse(new SignalboxError("invalid_input", "Invalid path")) : null;
}

function bodyOf(context: Context<NodeBindings>): Readable {
  const incoming = context.env?.incoming;
  if (incoming) return incoming;
  const { body } = context.req.raw;
  // The DOM's type and Node's are one class at run time.
  return body ? Readable.fromWeb(body as NodeReadableStream) : Readable.from([]);
}

const baseHeaders = { "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN", "content-security-policy": "sandbox; default-src 'none'", "accept-ranges": "bytes", vary: "Origin, Authorization, Cookie" };

/** A word stands by itself, anything else in quotes (RFC 6266, RFC 9110 5.6.2). */
const parameterValue = (text: string) => (/^[\w!#$%&'*+.^`|~-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`);

/** As MLflow's server says it: a name in ASCII is one parameter; another has a reading in ASCII, and the exact one beside it. */
function disposition(path: string): string {
  const name = path.split("/").at(-1) ?? "file";
  const plain = name.normalize("NFKD").replace(/[^ -~]/g, "") || "download";
  const exact = plain === name ? "" : `; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  return `attachment; filename=${parameterValue(plain)}${exact}`;
}

/** Streams a stored file: whole, one range of it, or nothing when the caller has it. */
function fileResponse(deps: Deps, context: Context<NodeBindings>, file: registry.ArtifactRecord): Response {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    ...baseHeaders, etag, "last-modified": new Date(file.updatedMs).toUTCString(), "content-type": registry.contentTypeOf(file.path), "content-disposition": disposition(file.path),
    "cache-control": "private, no-cache",
  };
  if (context.req.header("if-none-match")?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) return new Response(null, { status: 304, headers });
  const condition = context.req.header("if-range");
  const range = condition === undefined || condition === etag ? registry.byteRange(context.req.header("range"), file.size) : null;
  if (range === "unsatisfiable") return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${file.size}` } });
  const length = range ? range.end - range.start + 1 : file.size;
  const sized = { ...headers, "content-length": String(length), ...(range ? { "content-range": `bytes ${range.start}-${range.end}/${file.size}` } : {}) };
  const empty = context.req.method === "HEAD" || length === 0;
  const body = empty ? null : (Readable.toWeb(deps.blobs.get(file.sha256, range ?? undefined)) as ReadableStream<Uint8Array>);
  return new Response(body, { status: range ? 206 : 200, headers: sized });
}

/** One row of the table of file routes. `session`: a page's link may open it with the session's cookie. */
export type FileRoute = {
  method: "GET" | "PUT" | "DELETE"; path: string; right: Right; session: boolean;
  answer(deps: Deps, actor: Actor, context: Context<NodeBindings>): Promise<Response>;
};

function queryOf(context: Context<NodeBindings>, name: string): string {
  const value = context.req.query(name);
  if (!value) throw missing(name);
  requirePlainText({ [name]: value });
  return value;
}

export const fileRoutes: FileRoute[] = [
  { method: "GET", path: "2.0/mlflow/logged-models/:id/artifacts/files", right: "registry.read", session: true,
    answer: async (deps, actor, context) => {
      const id = context.req.param("id") ?? "";
      requirePlainText({ id });
      return fileResponse(deps, context, await registry.openLoggedModelArtifact(deps, actor, { id, path: queryOf(context, "artifact_file_path") }));
    } },
  { method: "GET", path: `${artifactBase}*`, right: "registry.read", session: false,
    answer: async (deps, actor, context) => fileResponse(deps, context, await registry.openArtifact(deps, actor, { path: pathOf(context) })) },
  { method: "PUT", path: `${artifactBase}*`, right: "registry.write", session: false,
    answer: async (deps, actor, context) => {
      await registry.uploadArtifact(deps, actor, { path: pathOf(context), body: bodyOf(context) });
      return new Response(null, { status: 200, headers: baseHeaders });
    } },
  { method: "DELETE", path: `${artifactBase}*`, right: "registry.write", session: false,
    answer: async (deps, actor, context) => {
      await registry.deleteArtifact(deps, actor, { path: pathOf(context) });
      return jsonResponse({});
    } },
];

/**
 * Where the parts of an upload are sent. As with a store's presigned addresses, the address is the right to send: the
 * stock client sends parts without its token.
 */
export const partRoute = { method: "PUT", path: partPath, right: "public" } as const;

/** @throws not_found, invalid_input */
export async function answerPart(deps: Deps, context: Context<NodeBindings>): Promise<Response> {
  const { upload = "", number = "" } = context.req.param() as { upload?: string; number?: string };
  requirePlainText({ upload, number });
  const sha256 = await registry.storeArtifactPart(deps, { uploadId: upload, number: Number(number), body: bodyOf(context) });
  return new Response(null, { status: 200, headers: { ...baseHeaders, etag: `"${sha256}"` } });
}

/** Downloads that a page links to; outside /api. */
export const downloadRoutes: FileRoute[] = [
  { method: "GET", path: "/get-artifact", right: "registry.read", session: true,
    answer: async (deps, actor, context) => {
      const runId = queryOf(context, context.req.query("run_id") ? "run_id" : "run_uuid");
      return fileResponse(deps, context, await registry.openRunArtifact(deps, actor, { runId, path: queryOf(context, "path") }));
    } },
  { method: "GET", path: "/model-versions/get-artifact", right: "registry.read", session: true,
    answer: async (deps, actor, context) => {
      const input = { name: queryOf(context, "name"), version: queryOf(context, "version"), path: queryOf(context, "path") };
      return fileResponse(deps, context, await registry.openVersionArtifact(deps, actor, input));
    } },
];
