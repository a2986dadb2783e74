import { text } from "node:stream/consumers";
import type { Deps } from "../../platform/deps.ts";
import type { SignatureView } from "./contract.ts";
import { parseSignature } from "./rules/mlmodel.ts";
import { artifactsAt } from "./store-artifacts.ts";
import type { Reader } from "./store-sql.ts";

/** An MLmodel file larger than this is not one. */
const largestBytes = 4 * 1024 * 1024;

/** The signature that a model folder's MLmodel file declares; null when there is no such file or it declares none. */
export async function readSignature(deps: Deps, read: Reader, root: string): Promise<SignatureView | null> {
  const [file] = await artifactsAt(read, [root === "" ? "MLmodel" : `${root}/MLmodel`]);
  if (!file || file.size > largestBytes) return null;
  return parseSignature(await text(deps.blobs.get(file.sha256)));
}
