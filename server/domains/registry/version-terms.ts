import type { Tx } from "../../platform/db.ts";
import type { SignatureView } from "./contract.ts";
import { storedPath } from "./rules/artifact-paths.ts";
import { artifactsBelow } from "./store-artifacts.ts";
import { termsOf } from "./store-console.ts";
import { inTx } from "./store-sql.ts";

export type VersionTerms = {
  versionId: number; modelId: number; model: string; prompt: boolean; version: number;
  /** The author's person id. */
  createdBy: string;
  /** Paths relative to the version's folder, in byte order. */
  artifacts: { path: string; size: number; sha256: string }[];
  signature: SignatureView | null;
  metrics: { key: string; value: number | null }[];
  tags: Record<string, string>;
  baseline: { state: string; sha256: string | null };
  /** The remote backend that serves it, when its tag names one. */
  backend?: string;
};

/** What a release rests on, read in its transaction; nothing is locked. @throws not_found */
export async function versionTerms(tx: Tx, input: { model: string; version: number }): Promise<VersionTerms> {
  const { artifactUri, tags: pairs, ...terms } = await termsOf(tx, input.model, input.version);
  const root = storedPath(artifactUri);
  const files = root ? await artifactsBelow(inTx(tx), root) : [];
  const tags = Object.fromEntries(pairs.map((tag) => [tag.key, tag.value]));
  const backend = tags["signalbox.backend"];
  return {
    ...terms, tags,
    artifacts: files.map((file) => ({ path: file.path.slice((root ?? "").length + 1), size: file.size, sha256: file.sha256 })),
    ...(backend ? { backend } : {}),
  };
}
