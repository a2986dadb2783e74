/** A client that costs next to nothing: raw kept sockets, one request under way on each, answers counted and not parsed. */
import { connect, type Socket } from "node:net";

export type Target = { host: string; port: number; headers: string };
/** What a connection sends next; `answer` is the body of the one before, null at first. */
export type Ask = (connection: number, answer: Buffer | null) => Buffer;
export type Measured = { requestsPerSecond: number; p50Ms: number; p95Ms: number; p99Ms: number; failed: number };

export const get = (target: Target, path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${target.headers}\r\n`);
export function post(target: Target, path: string, body: unknown): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(`POST ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${target.headers}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

const headEnd = Buffer.from("\r\n\r\n");
const chunksEnd = Buffer.from("0\r\n\r\n");

/** The answer at the start of `bytes`, once it is whole. */
function wholeAnswer(bytes: Buffer): { ok: boolean; body: Buffer } | null {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const ok = head.startsWith("HTTP/1.1 200");
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const body = bytes.subarray(end + 4);
  if (length === undefined) return body.subarray(-5).equals(chunksEnd) ? { ok, body } : null;
  return body.length >= Number(length) ? { ok, body } : null;
}

/** One connection asks until the time is over. */
function converse(target: Target, next: (answer: Buffer | null) => Buffer | null, done: (latencyMs: number, ok: boolean) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: target.host, port: target.port, noDelay: true });
    let parts: Buffer[] = [];
    let expected = 0;
    let bytes = 0;
    let sentMs = 0;
    const send = (answer: Buffer | null) => {
      const request = next(answer);
      if (request === null) return void socket.end(() => resolve());
      parts = [];
      bytes = 0;
      expected = 0;
      sentMs = performance.now();
      socket.write(request);
    };
    socket.once("connect", () => send(null));
    socket.once("error", reject);
    socket.on("data", (chunk) => {
      parts.push(chunk);
      bytes += chunk.length;
      // A long answer is put together once, when as much as its head promised has come.
      if (bytes < expected) return;
      const all = parts.length === 1 ? chunk : Buffer.concat(parts);
      parts = [all];
      const whole = wholeAnswer(all);
      if (whole === null) {
        const length = /\r\ncontent-length: *(\d+)/i.exec(all.toString("latin1", 0, 2048))?.[1];
        expected = length === undefined ? 0 : Number(length) + all.indexOf(headEnd) + 4;
        return;
      }
      done(performance.now() - sentMs, whole.ok);
      send(whole.body);
    });
  });
}

/** Keeps `connections` busy for `ms`; what is under way then is waited for, and counted with its time. */
export async function measure(target: Target, ask: Ask, { connections, ms }: { connections: number; ms: number }): Promise<Measured> {
  const latenciesMs: number[] = [];
  let failed = 0;
  const startedMs = performance.now();
  const done = (latencyMs: number, ok: boolean) => { latenciesMs.push(latencyMs); if (!ok) failed += 1; };
  await Promise.all(Array.from({ length: connections }, (_, connection) =>
    converse(target, (answer) => (performance.now() - startedMs < ms ? ask(connection, answer) : null), done)));
  const seconds = (performance.now() - startedMs) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))] ?? 0;
  return { requestsPerSecond: latenciesMs.length / seconds, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), failed };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export function medians(turns: readonly Measured[]): Measured {
  const of = (key: keyof Measured) => median(turns.map((turn) => turn[key]));
  return { requestsPerSecond: of("requestsPerSecond"), p50Ms: of("p50Ms"), p95Ms: of("p95Ms"), p99Ms: of("p99Ms"), failed: turns.reduce((sum, turn) => sum + turn.failed, 0) };
}
