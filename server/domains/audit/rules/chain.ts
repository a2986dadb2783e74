import { createHash } from "node:crypto";
import { canonicalJson } from "../../../shared/canonical.ts";

/** What a link of the chain says of its event. */
export type ChainedEvent = { seq: number; at: Date; actorId: string; actorName: string; action: string; subject: string; detail: unknown };

/** What stands before the first link. */
export const genesisHash = "0".repeat(64);

/** SHA-256 in hex over the link before and the event's RFC 8785 JSON: one changed byte in either breaks every later link. */
export function linkHash(previousHash: string, event: ChainedEvent): string {
  const said = canonicalJson({
    seq: event.seq, at: event.at.toISOString(), actor: { id: event.actorId, name: event.actorName },
    action: event.action, subject: event.subject, detail: event.detail,
  });
  return createHash("sha256").update(previousHash + said, "utf8").digest("hex");
}
