/**
 * Hands one message to a mail server (RFC 5321): STARTTLS where it is offered (RFC 3207), AUTH PLAIN or LOGIN where the
 * address has a name (RFC 4954), never in the open. Text in UTF-8, quoted-printable free: base64 lines (RFC 2045).
 */
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export type Mail = { messageId: string; from: string; to: readonly string[]; subject: string; text: string; at: Date };

/** The server's refusal. `permanent`: the same message will be refused again. */
export class SmtpRefused extends Error {
  readonly permanent: boolean;
  constructor(reply: Reply, what: string) {
    super(`The mail server refused ${what}: ${reply.code} ${reply.text}`);
    this.permanent = reply.code >= 500;
  }
}

type Reply = { code: number; text: string };
const replyLine = /^(\d{3})([ -])(.*)$/;

/** One conversation over a socket that may be changed for a TLS one. */
class Conversation {
  private socket: Socket;
  private buffer = "";
  private lines: string[] = [];
  private readonly timeoutMs: number;
  private waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null;

  constructor(socket: Socket, timeoutMs: number) {
    this.socket = socket;
    this.timeoutMs = timeoutMs;
    this.listen();
  }

  private listen(): void {
    this.socket.setTimeout(this.timeoutMs, () => this.socket.destroy(new Error("The mail server did not answer in time.")));
    this.socket.on("data", (chunk: Buffer) => this.take(chunk.toString("utf8")));
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("close", () => this.fail(new Error("The mail server closed the connection.")));
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }

  private take(text: string): void {
    this.buffer += text;
    for (let end = this.buffer.indexOf("\n"); end >= 0; end = this.buffer.indexOf("\n")) {
      const match = replyLine.exec(this.buffer.slice(0, end).trimEnd());
      this.buffer = this.buffer.slice(end + 1);
      if (match === null) continue;
      this.lines.push(match[3] ?? "");
      if (match[2] === "-") continue;
      const reply = { code: Number(match[1]), text: this.lines.splice(0).join("\n") };
      const waiting = this.waiting;
      this.waiting = null;
      waiting?.resolve(reply);
    }
  }

  /** @param line null waits for the greeting */
  ask(line: string | null): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error("The mail server closed the connection."));
      this.waiting = { resolve, reject };
      if (line !== null) this.socket.write(`${line}\r\n`);
    });
  }

  async expect(line: string | null, of: { code: number; what: string }): Promise<Reply> {
    const reply = await this.ask(line);
    if (Math.floor(reply.code / 100) !== of.code) throw new SmtpRefused(reply, of.what);
    return reply;
  }

  async secure(host: string): Promise<void> {
    const plain = this.socket;
    plain.removeAllListeners();
    plain.setTimeout(0);
    this.socket = connectTls({ socket: plain, servername: host });
    await new Promise<void>((resolve, reject) => {
      this.socket.once("secureConnect", resolve);
      this.socket.once("error", reject);
    });
    this.listen();
  }

  end(): void {
    this.socket.removeAllListeners("close");
    this.socket.end();
  }
}

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const header = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${base64(text)}?=`);

/** The message as it travels: no line of it begins with a dot, because base64 has none. */
export function messageOf(mail: Mail): string {
  const body = base64(mail.text).replace(/.{76}/g, "$&\r\n");
  return [
    `From: ${mail.from}`, `To: ${mail.to.join(", ")}`, `Subject: ${header(mail.subject.replace(/[\r\n]+/g, " "))}`, `Date: ${mail.at.toUTCString().replace("GMT", "+0000")}`, `Message-ID: ${mail.messageId}`,
    "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated", "", body,
  ].join("\r\n");
}

async function signIn(talk: Conversation, { username, password }: URL, offers: string): Promise<void> {
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  if (/^AUTH\b.*\bPLAIN\b/im.test(offers)) {
    await talk.expect(`AUTH PLAIN ${base64(`\0${name}\0${secret}`)}`, { code: 2, what: "the name and password" });
    return;
  }
  await talk.expect("AUTH LOGIN", { code: 3, what: "signing in" });
  await talk.expect(base64(name), { code: 3, what: "the name" });
  await talk.expect(base64(secret), { code: 2, what: "the name and password" });
}

/**
 * @param url `smtp://` or `smtps://`, with name and password where the server asks for them
 * @throws SmtpRefused, and Error with a sentence when no answer came
 */
export async function sendMail(url: string, mail: Mail, timeoutMs = 20_000): Promise<void> {
  const server = new URL(url);
  const isTls = server.protocol === "smtps:";
  const host = server.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = server.port === "" ? (isTls ? 465 : 25) : Number(server.port);
  const talk = new Conversation(isTls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port }), timeoutMs);
  const hello = `EHLO ${mail.from.split("@")[1] ?? "localhost"}`;
  try {
    await talk.expect(null, { code: 2, what: "the connection" });
    let offers = (await talk.expect(hello, { code: 2, what: "the greeting" })).text;
    let secured = isTls;
    if (!isTls && /^STARTTLS$/im.test(offers)) {
      await talk.expect("STARTTLS", { code: 2, what: "encryption" });
      await talk.secure(host);
      secured = true;
      offers = (await talk.expect(hello, { code: 2, what: "the greeting" })).text;
    }
    if (server.username !== "") {
      if (!secured) throw new Error("The mail server offers no encryption, and a password is not sent in the open. Use smtps://, or an address without a password.");
      await signIn(talk, server, offers);
    }
    await talk.expect(`MAIL FROM:<${mail.from}>`, { code: 2, what: "the sender" });
    for (const recipient of mail.to) await talk.expect(`RCPT TO:<${recipient}>`, { code: 2, what: `the recipient ${recipient}` });
    await talk.expect("DATA", { code: 3, what: "the message" });
    await talk.expect(`${messageOf(mail)}\r\n.`, { code: 2, what: "the message" });
    await talk.ask("QUIT").catch(() => undefined);
  } finally {
    talk.end();
  }
}
