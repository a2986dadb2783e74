import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { bad, OipRefusal } from "../../adapters/http/oip/index.ts";

export const bodyLimitBytes = 64 * 2 ** 20;
const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/** The connection stays: the rest of the body is read and dropped, so that a client that is still sending meets the answer. */
const tooLarge = () => new OipRefusal(413, `the body is larger than the limit of ${bodyLimitBytes} bytes`);

/** The client went away in the middle of its body: there is nobody to answer. */
export class Aborted extends Error {}

function readPlain(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > bodyLimitBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) {
        request.removeAllListeners("data");
        request.resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)));
    request.on("error", () => reject(new Aborted()));
    request.on("close", () => { if (!request.complete) reject(new Aborted()); });
  });
}

/**
 * The whole body, inflated (gzip, deflate as zlib).
 * @throws OipRefusal 413 over the limit, inflated too; 415 for another encoding; 400 for a broken one
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "deflate") return Promise.reject(new OipRefusal(415, `Content-Encoding '${encoding}' is not supported; gzip and deflate are`));
  return encoding === "identity" ? readPlain(request) : readInflated(request, encoding);
}

async function readInflated(request: IncomingMessage, encoding: keyof typeof inflaters): Promise<Buffer> {
  const body = await readPlain(request);
  try {
    return await inflaters[encoding](body, { maxOutputLength: bodyLimitBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw bad(`the body is not ${encoding}: ${error instanceof Error ? error.message : "it cannot be read"}`);
  }
}
