/** A mail server of one test file: keeps what came and refuses as it is told. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export type ReceivedMail = { from: string; to: string[]; headers: Record<string, string>; text: string };
export type MailServer = AsyncDisposable & { url: string; received: ReceivedMail[]; /** What the next messages are answered in place of 250. */ refusals: string[] };

function parsed(envelope: { from: string; to: string[] }, data: string): ReceivedMail {
  const [head = "", body = ""] = data.split("\r\n\r\n");
  const headers = Object.fromEntries(head.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]));
  return { ...envelope, headers, text: Buffer.from(body, "base64").toString("utf8") };
}

function serve(socket: Socket, server: Pick<MailServer, "received" | "refusals">): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let [from, to, data, rest]: [string, string[], string[] | null, string] = ["", [], null, ""];
  const take = (line: string): void => {
    if (data !== null) {
      if (line !== ".") return void data.push(line);
      const refusal = server.refusals.shift();
      if (refusal === undefined) server.received.push(parsed({ from, to }, data.join("\r\n")));
      data = null;
      say(refusal ?? "250 taken");
    } else if (line.startsWith("EHLO")) say("250-mail.test\r\n250 SIZE 1000000");
    else if (line.startsWith("MAIL FROM:")) { [from, to] = [line.slice(11, -1), []]; say("250 ok"); }
    else if (line.startsWith("RCPT TO:")) { to.push(line.slice(9, -1)); say("250 ok"); }
    else if (line === "DATA") { data = []; say("354 go on"); }
    else if (line === "QUIT") { say("221 bye"); socket.end(); }
    else say("500 what");
  };
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("utf8");
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      take(line);
    }
  });
  say("220 mail.test");
}

export async function openMailServer(): Promise<MailServer> {
  const kept: Pick<MailServer, "received" | "refusals"> = { received: [], refusals: [] };
  const server = createServer((socket) => serve(socket, kept)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...kept, url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
