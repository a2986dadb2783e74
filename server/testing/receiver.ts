/** A receiver of webhooks: keeps what came and answers as it is told. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { path: string; headers: IncomingHttpHeaders; text: string; body: { entity: string; action: string; timestamp: string; data: Record<string, unknown> } };
/** `hang`: no answer until `release`. */
export type Reply = { status: number; headers?: Record<string, string>; body?: string } | "hang";
export type Receiver = AsyncDisposable & {
  url(path?: string): string;
  received: Received[];
  /** What the next calls are answered, then 200 again. */
  answers: Reply[];
  /** Answers all that hang. */
  release(): void;
  /** Resolves when `count` have come. */
  until(count: number): Promise<void>;
};

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Reply[] = [];
  const hanging: (() => void)[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      received.push({ path: request.url ?? "", headers: request.headers, text, body: JSON.parse(text) as Received["body"] });
      const reply = answers.shift() ?? { status: 200, body: "ok" };
      if (reply === "hang") hanging.push(() => response.end("late"));
      else response.writeHead(reply.status, reply.headers ?? {}).end(reply.body ?? "");
      for (const one of waiting) if (received.length >= one.count) one.done();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (path = "/hook") => `http://127.0.0.1:${port}${path}`,
    received, answers,
    release: () => { for (const done of hanging.splice(0)) done(); },
    until: (count) => new Promise((done) => { if (received.length >= count) done(); else waiting.push({ count, done }); }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
