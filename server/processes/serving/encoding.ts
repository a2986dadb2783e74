/** Compression of infer replies (oip-wire §3): gzip or deflate in zlib format; br never, its clients do not inflate it. */
import { promisify } from "node:util";
import { constants, deflate, gzip } from "node:zlib";

type Coding = "gzip" | "deflate";
const deflaters = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;

/** Libraries advertise whatever they can inflate, asked or not: below this it costs more than it saves. */
const worthwhileBytes = 1024;

/**
 * Which coding the caller takes. One that names a single coding asks for it, at any size; a list is what a library
 * sends by itself. Of several the one of the highest weight, gzip before deflate.
 */
export function chosenCoding(acceptEncoding: string | undefined, size: number): Coding | null {
  if (acceptEncoding === undefined) return null;
  const named = acceptEncoding.split(",").map((part) => {
    const [coding = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const weight = Number(/^q=(.+)$/.exec(parameters.find((text) => text.startsWith("q=")) ?? "q=1")?.[1] ?? 1);
    return { coding, weight };
  });
  const taken = named.filter(({ weight }) => weight > 0);
  if (taken.length > 1 && size < worthwhileBytes) return null;
  const weightOf = (coding: Coding) => taken.find((one) => one.coding === coding)?.weight ?? 0;
  const [gzipWeight, deflateWeight] = [weightOf("gzip"), weightOf("deflate")];
  if (gzipWeight === 0 && deflateWeight === 0) return null;
  return gzipWeight >= deflateWeight ? "gzip" : "deflate";
}

/** At the fastest level: tensors are noise to any level. */
export const compressed = (coding: Coding, body: Buffer | string): Promise<Buffer> => deflaters[coding](body, { level: constants.Z_BEST_SPEED });
