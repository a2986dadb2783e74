/**
 * What a prediction's id says to whoever sends its label: a sealed receipt, or a client's own id whose rows the log keeps.
 * The log travels with the counters, so that without the database nothing is lost but what a killed process had not flushed.
 */
import { createHash } from "node:crypto";
import { fullBody, inlineBody, type ReceiptHead } from "../../domains/monitoring/rules/quality/receipt-body.ts";
import type { SegmentRows } from "../../domains/monitoring/rules/segments/tally.ts";
import type { ScoredRows } from "../../domains/monitoring/rules/quality/score-counters.ts";
import type { ByteSealer } from "../../platform/seal-bytes.ts";
import type { Replica } from "./identity.ts";

/** What receipts begin with. */
export const receiptPrefix = "sb1.";
/** A flush's log at most; what is over it gets no label, and is counted. */
const logBytes = 4 * 2 ** 20;
const logEntries = 20_000;
/** What this process logged last, so that a label can follow its prediction at once. */
const recentEntries = 65_536;
const recentBytes = 32 * 2 ** 20;

export type Issued = {
  /** Milliseconds since the epoch: when it was answered, and where its window begins. */
  nowMs: number; startsAtMs: number;
  versionId: number; environment: string; rows: number;
  scored: ScoredRows | null;
  /** Which segments count its rows; null where none do. */
  segments?: SegmentRows | null;
  /** A client's own. */
  id: string | undefined;
};

export const idHash = (id: string): string => createHash("sha256").update(id, "utf8").digest("base64");
/** The name under which the log keeps a request of many rows. */
export const requestName = ({ replicaId, incarnation, versionId, sequence }: Pick<ReceiptHead, "replicaId" | "incarnation" | "versionId" | "sequence">): string => `\u0000${replicaId}/${incarnation}/${versionId}/${sequence}`;

export class Receipts {
  private readonly sealer: ByteSealer;
  private readonly replica: Replica;
  /** Rows answered so far, by version: a row's sequence is its place among them. */
  private readonly sequences = new Map<number, number>();
  private log: [string, string][] = [];
  private loggedBytes = 0;
  private readonly recent = new Map<string, string>();
  private recentSize = 0;
  /** Predictions whose rows the log had no room for. */
  notKept = 0;

  constructor({ sealer, replica }: { sealer: ByteSealer; replica: Replica }) {
    this.sealer = sealer;
    this.replica = replica;
  }

  private keep(name: string, body: Buffer): void {
    const text = body.toString("base64");
    if (this.log.length >= logEntries || this.loggedBytes + text.length > logBytes) {
      this.notKept += 1;
      return;
    }
    const hash = idHash(name);
    this.log.push([hash, text]);
    this.loggedBytes += text.length;
    this.recentSize += text.length - (this.recent.get(hash)?.length ?? 0);
    this.recent.delete(hash);
    this.recent.set(hash, text);
    for (const [oldest, body] of this.recent) {
      if (this.recent.size <= recentEntries && this.recentSize <= recentBytes) break;
      this.recent.delete(oldest);
      this.recentSize -= body.length;
    }
  }

  /** Half of what one flush may log is there: whoever can wait flushes first. */
  get crowded(): boolean {
    return this.log.length >= logEntries / 2 || this.loggedBytes >= logBytes / 2;
  }

  /** The id that the answer carries. */
  issue({ nowMs, startsAtMs, versionId, environment, rows, scored, segments, id }: Issued): string {
    const sequence = this.sequences.get(versionId) ?? 0;
    this.sequences.set(versionId, sequence + rows);
    const head: ReceiptHead = { issuedAt: Math.floor(nowMs / 1000), replicaId: this.replica.id, incarnation: this.replica.incarnation, versionId, environment, startsAtMs, sequence, rows, segments: segments?.layout.inputs.map((input) => input.feature) ?? [] };
    const counted = segments ? { layout: segments.layout.stamp, places: segments.places } : null;
    if (id !== undefined) {
      this.keep(id, fullBody(head, scored, counted));
      return id;
    }
    const { body, logged } = inlineBody(head, scored, counted);
    if (logged) this.keep(requestName(head), fullBody(head, scored, counted));
    return receiptPrefix + this.sealer.seal(body);
  }

  /** What a receipt carries; null when it is none of ours. */
  open(text: string): Buffer | null {
    return text.startsWith(receiptPrefix) ? this.sealer.open(text.slice(receiptPrefix.length)) : null;
  }

  /** What this process logged lately under an id's hash. */
  lately(hash: string): string | undefined {
    return this.recent.get(hash);
  }

  /** Hands over what was logged since the last call. */
  take(): [string, string][] {
    const { log } = this;
    this.log = [];
    this.loggedBytes = 0;
    return log;
  }
}
