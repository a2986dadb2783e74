import type { Deps } from "../../platform/deps.ts";
import type { AuditCheckpoint, ChainVerdict } from "./contract.ts";
import { genesisHash, linkHash } from "./rules/chain.ts";
import { countUnsealed, linksAfter, type LinkRow } from "./store.ts";

const batch = 2000;

function whyBroken(link: LinkRow, expected: { position: number; previousHash: string }): string | null {
  if (link.position !== expected.position) return `a link is missing before it: position ${expected.position} was expected, ${link.position} found`;
  if (link.previousHash !== expected.previousHash) return "it names another link before it than the one that is there";
  if (link.event === null) return "its event is missing";
  if (link.linkHash !== linkHash(link.previousHash, link.event)) return "its event is not the one that was sealed";
  return null;
}

/**
 * Walks the whole chain from its first link. @param checkpoint a link kept elsewhere, which the walk has to meet: without
 * one, links removed from the end leave no trace
 */
export async function verifyChain(deps: Pick<Deps, "db">, checkpoint?: AuditCheckpoint): Promise<ChainVerdict> {
  let count = 0;
  let previousHash = genesisHash;
  let met = checkpoint === undefined;
  const broken = async (seq: number, reason: string): Promise<ChainVerdict> => ({ whole: false, count, unsealed: await countUnsealed(deps.db), broken: { seq, reason } });
  for (;;) {
    const links = await linksAfter(deps.db, count, batch);
    for (const link of links) {
      const reason = whyBroken(link, { position: count + 1, previousHash });
      if (reason !== null) return broken(link.auditSeq, reason);
      if (checkpoint !== undefined && link.auditSeq === checkpoint.seq) {
        if (link.linkHash !== checkpoint.hash) return broken(link.auditSeq, "the checkpoint holds another hash for it: the chain was written anew");
        met = true;
      }
      count += 1;
      previousHash = link.linkHash;
    }
    if (links.length < batch) break;
  }
  if (checkpoint !== undefined && !met) return broken(checkpoint.seq, "the checkpoint names it, and the chain does not hold it");
  return { whole: true, count, unsealed: await countUnsealed(deps.db), broken: null };
}
