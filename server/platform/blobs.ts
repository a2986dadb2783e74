import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
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
  /** Keeps a part of an upload aside, by the same rules. @param upload an id of 32 hexadecimal digits */
  stage(upload: string, body: Readable): Promise<StoredBlob>;
  /** The bytes of these parts, one after the other. */
  staged(upload: string, parts: readonly string[]): Readable;
  /** Forgets an upload's parts. */
  unstage(upload: string): Promise<void>;
  /** A local path for readers that need a file (DuckDB, ONNX Runtime). */
  localPath(sha256: string): string;
};

async function* concatenated(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/** @param folder absolute; made when absent */
export function localBlobs(folder: string): Blobs {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2));
  const stageOf = (upload: string) => {
    if (!/^[0-9a-f]{32}$/.test(upload)) throw new Error("an upload's id has 32 hexadecimal digits");
    return join(folder, "staged", upload);
  };
  async function write(body: Readable, placeOf: (sha256: string) => string): Promise<StoredBlob> {
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
      const place = placeOf(sha256);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(temporary, place);
      const parent = await open(dirname(place));
      await parent.sync().finally(() => parent.close());
      return { sha256, size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
  return {
    put: (body) => write(body, pathOf),
    stage: (upload, body) => write(body, (sha256) => join(stageOf(upload), sha256)),
    staged: (upload, parts) => Readable.from(concatenated(parts.map((sha256) => join(stageOf(upload), sha256)))),
    unstage: (upload) => rm(stageOf(upload), { recursive: true, force: true }),
    get: (sha256, range) => createReadStream(pathOf(sha256), range),
    has: (sha256) => stat(pathOf(sha256)).then(() => true, () => false),
    localPath: pathOf,
  };
}
