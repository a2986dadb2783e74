import type { Deps } from "#server/platform/deps.ts";
import { liveBounds, readLive, type LiveRow } from "#server/platform/events.ts";
import type { Hub } from "./hub.ts";

const pingMs = 15_000;
const maxDurationMs = 30 * 60_000;
const batch = 500;
/** A reader this far behind is let go: it comes back with its Last-Event-ID and reads on from the database. */
const maxQueuedBytes = 1024 * 1024;

/** One block of the event stream format. @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
export function frameOf(row: LiveRow): string {
  const data = { ...row.data, seq: row.seq, kind: row.kind, at: row.at.toISOString(), ...(row.model === null ? {} : { model: row.model }), ...(row.environment === null ? {} : { environment: row.environment }) };
  return `event: ${row.kind}\nid: ${row.seq}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a stream lost for good: its reader has to fetch what it shows anew. */
const resyncFrame = (seq: number): string => `event: resync\nid: ${seq}\ndata: ${JSON.stringify({ seq, kind: "resync" })}\n\n`;

export type StreamAsk = {
  lastEventId: number | null;
  /** Whether the reader may still read: a token may be revoked, a session ended, while its stream is open. */
  allowed: () => Promise<boolean>;
};

/**
 * The live stream of one reader: first what came after `lastEventId`, then whatever comes. It subscribes before it reads
 * the past, so nothing falls between; it ends itself after half an hour, when its reader goes,
 * cannot keep up or, by the next ping, may not read any more.
 */
export async function openStream(deps: Pick<Deps, "db" | "log">, hub: Hub, { lastEventId, allowed }: StreamAsk): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let sent = 0;
  let early: LiveRow[] | null = [];
  const timers: NodeJS.Timeout[] = [];

  const close = (): void => {
    subscription.unsubscribe();
    for (const timer of timers) clearTimeout(timer);
    try { controller?.close(); } catch { /* its reader closed it first */ }
    controller = null;
  };
  const write = (text: string): void => {
    if (controller === null) return;
    if (-(controller.desiredSize ?? 0) > maxQueuedBytes) return close();
    controller.enqueue(encoder.encode(text));
  };
  const tell = (rows: LiveRow[]): void => {
    const fresh = rows.filter((row) => row.seq > sent);
    if (fresh.length === 0) return;
    sent = fresh.at(-1)?.seq ?? sent;
    write(fresh.map(frameOf).join(""));
  };
  const subscription = await hub.subscribe((rows) => { if (early === null) tell(rows); else early.push(...rows); });

  const backfill = async (from: number): Promise<void> => {
    for (sent = from; sent < subscription.from && controller !== null; ) {
      const rows = await readLive(deps.db, { after: sent, limit: batch });
      if (rows.length === 0) break;
      tell(rows);
    }
    const held = early ?? [];
    early = null;
    tell(held);
  };

  const stay = async (): Promise<void> => {
    // A database that is away for a moment ends nobody's stream.
    if (await allowed().catch(() => true)) write(": ping\n\n");
    else close();
  };

  return new ReadableStream<Uint8Array>({
    async start(opened) {
      controller = opened;
      try {
        const kept = await liveBounds(deps.db);
        // An id from before the oldest kept event, or from another life of this database, cannot be resumed.
        const resumable = lastEventId === null || (lastEventId <= kept.last && lastEventId >= kept.first - 1);
        write(`retry: 2000\nid: ${resumable ? (lastEventId ?? subscription.from) : subscription.from}\n\n`);
        if (!resumable) write(resyncFrame(subscription.from));
        await backfill(resumable ? (lastEventId ?? subscription.from) : subscription.from);
      } catch (error) {
        deps.log.warn("a live stream could not begin", { error: error as Error });
        return close();
      }
      const ping = setInterval(() => void stay(), pingMs);
      const end = setTimeout(close, maxDurationMs);
      for (const timer of [ping, end]) { timer.unref(); timers.push(timer); }
    },
    cancel() { controller = null; close(); },
  }, { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 });
}
