import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

export type StoredBlob = { sha256: string; size: number };

/**
 * Bytes by their SHA-256. Content-addressed, so that what a release froze stays readable whatever is uploaded later.
 * The local folder is the default; another store implements the same three calls.
 */
export type Blobs = {
  /** Streams to the end in constant memory and fsyncs before it resolves. */
  put(body: Readable): Promise<StoredBlob>;
  /** @param range inclusive byte offsets */
  get(sha256: string, range?: { start: number; end: number }): Readable;
  has(sha256: string): Promise<boolean>;
  /** A local path for readers that need a file (DuckDB, ONNX Runtime). */
  localPath(sha256: string): string;
};

/** @param folder absolute; made when absent */
export function localBlobs(folder: string): Blobs {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2));
  return {
    async put(body) {
      const incoming = join(folder, "incoming");
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const temporary = join(incoming, randomUUID());
      const hash = createHash("sha256");
      let size = 0;
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          size += chunk.length;
          done(null, chunk);
        },
      });
      try {
        await pipeline(body, meter, createWriteStream(temporary, { flush: true }));
        const sha256 = hash.digest("hex");
        await mkdir(dirname(pathOf(sha256)), { recursive: true });
        await rename(temporary, pathOf(sha256));
        const parent = await open(dirname(pathOf(sha256)));
        await parent.sync().finally(() => parent.close());
        return { sha256, size };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    get: (sha256, range) => createReadStream(pathOf(sha256), range),
    has: (sha256) => stat(pathOf(sha256)).then(() => true, () => false),
    localPath: pathOf,
  };
}
