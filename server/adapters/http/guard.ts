import { isOwnOrigin } from "#server/domains/identity/index.ts";
import { SignalboxError } from "#server/shared/errors.ts";
import type { HttpContext } from "./context.ts";

/** Our pages send it with every mutation: a form or an image of another site cannot. */
export const pageHeader = "x-signalbox";

/** The media type alone, in lower case. */
export const mediaType = (headers: Headers): string => headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";

/**
 * Refuses what another site may have caused: a browser says so by Sec-Fetch-Site, and by Origin on every POST.
 * @throws forbidden
 */
export function requireSameOrigin(ctx: HttpContext, request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw new SignalboxError("forbidden", "This came from a page of another site, which may not change anything here.");
  const origin = request.headers.get("origin");
  if (origin === null) return;
  const { publicUrl } = ctx.deps.env;
  if (isOwnOrigin(origin, { publicUrl, host: request.headers.get("host") })) return;
  throw new SignalboxError("forbidden", `This came from ${origin}, which may not change anything here. The console's own address is ${publicUrl}: open it there, or set SIGNALBOX_URL.`);
}

/**
 * What a mutation of our own pages has to be: from our origin, JSON, with our header, of a bounded size. A program with
 * a token needs no header: a browser never adds an Authorization header of its own.
 * @throws forbidden, invalid_input, too_large
 */
export function requireOwnPage(ctx: HttpContext, request: Request, maxBodyBytes: number): void {
  requireSameOrigin(ctx, request);
  if (mediaType(request.headers) !== "application/json") throw new SignalboxError("invalid_input", "The body has to be JSON: send content-type application/json.");
  if (!request.headers.has("authorization") && request.headers.get(pageHeader) !== "1") throw new SignalboxError("forbidden", `A mutation by session has to send the header ${pageHeader}: 1.`);
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (Number.isNaN(length) || length > maxBodyBytes) throw new SignalboxError("too_large", `The body may hold ${maxBodyBytes} bytes and has to say its length.`);
}

/**
 * The body's text, in at most `maxBytes`.
 * @throws too_large
 */
export async function boundedText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () => new SignalboxError("too_large", `The body may hold ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws invalid_input when the text is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SignalboxError("invalid_input", "The body is not JSON.");
  }
}
