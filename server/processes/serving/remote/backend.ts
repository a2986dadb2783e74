/** One inference server elsewhere: its connections, its circuit, and the probe that finds it again. */
import { Agent as PlainAgent, request as plainRequest, type ClientRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { BackendSeen } from "../../../domains/serving/contract.ts";
import type { Clock } from "../../../platform/clock.ts";
import { type Egress, EgressRefused, type EgressTarget, fixedLookup } from "../../../platform/egress.ts";
import { OipRefusal } from "../../../adapters/http/oip/index.ts";
import { admit, after, type Circuit, closed, probed, type Outcome } from "./circuit.ts";

export type BackendAddress = { name: string; url: string; timeoutMs: number };
export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };
type Ask = { method: "GET" | "POST"; path: string; body?: Buffer; headers?: Record<string, string>; timeoutMs: number };

/** Nobody was reached: nothing was asked, so that it may be asked again. */
class Unreached extends Error {}
class Late extends Error {}

const connectMs = 1000;
const tries = 2;
const probeMs = 1000;
const resolvedForMs = 10_000;
const mostSockets = 256;
const mostWaiting = 1024;
const answerLimitBytes = 64 * 2 ** 20;

/** In words that name no address: whoever predicts reads them. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "it refuses connections", ECONNRESET: "it broke the connection", ENOTFOUND: "its name does not resolve", EHOSTUNREACH: "its host cannot be reached",
  ENETUNREACH: "its network cannot be reached", ETIMEDOUT: "it takes no connection", EPIPE: "it broke the connection",
};
const said = (error: unknown): string => {
  if (error instanceof EgressRefused) return "its address may not be called";
  if (error instanceof Unreached || error instanceof Late) return error.message;
  return words[(error as NodeJS.ErrnoException).code ?? ""] ?? "the connection failed";
};

export class Backend {
  readonly address: BackendAddress;
  private readonly parts: { egress: Egress; clock: Clock };
  private readonly agent: PlainAgent;
  private circuit: Circuit;
  private target: { at: number; of: EgressTarget } | null = null;
  private waiting = 0;

  constructor(address: BackendAddress, parts: { egress: Egress; clock: Clock }) {
    this.address = address;
    this.parts = parts;
    const settings = { keepAlive: true, maxSockets: mostSockets };
    this.agent = address.url.startsWith("https:") ? new TlsAgent(settings) : new PlainAgent(settings);
    this.circuit = closed(this.nowMs());
  }

  private nowMs(): number {
    return this.parts.clock.now().getTime();
  }

  get seen(): BackendSeen {
    const { circuit } = this;
    return { name: this.address.name, circuit: circuit.kind, reason: circuit.kind === "closed" ? null : circuit.reason, since: new Date(circuit.sinceMs).toISOString() };
  }

  private async resolved(): Promise<EgressTarget> {
    const nowMs = this.nowMs();
    if (this.target === null || nowMs - this.target.at > resolvedForMs) this.target = { at: nowMs, of: await this.parts.egress.check(this.address.url) };
    return this.target.of;
  }

  private async once(ask: Ask): Promise<Answer> {
    const target = await this.resolved();
    return new Promise((resolve, reject) => {
      const open = target.url.protocol === "https:" ? tlsRequest : plainRequest;
      const headers = { ...ask.headers, "Content-Length": String(ask.body?.length ?? 0) };
      const out: ClientRequest = open(`${this.address.url}${ask.path}`, { method: ask.method, headers, agent: this.agent, lookup: fixedLookup(target.addresses) });
      let connected = false;
      let connecting: NodeJS.Timeout | undefined;
      const whole = setTimeout(() => out.destroy(new Late(`no answer within ${Math.round(ask.timeoutMs)} ms`)), ask.timeoutMs);
      const end = () => { clearTimeout(connecting); clearTimeout(whole); };
      out.once("socket", (socket) => {
        connected = !socket.connecting;
        if (connected) return;
        connecting = setTimeout(() => out.destroy(new Unreached(`it takes no connection within ${connectMs} ms`)), connectMs);
        socket.once("connect", () => { connected = true; clearTimeout(connecting); });
      });
      out.once("error", (error) => {
        end();
        // A kept connection that the other side closed meanwhile has taken nothing either.
        const unasked = !connected || (out.reusedSocket && (error as NodeJS.ErrnoException).code === "ECONNRESET");
        reject(error instanceof Late || error instanceof Unreached || !unasked ? error : new Unreached(said(error)));
      });
      out.once("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > answerLimitBytes) response.destroy(new Error("too long"));
        });
        response.once("error", (error) => { end(); reject(error); });
        response.once("end", () => { end(); resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }); });
        response.once("aborted", () => { end(); reject(new Error("broken off")); });
      });
      out.end(ask.body);
    });
  }

  /** Asked again only while nobody was reached. */
  private async ask(ask: Ask): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(ask);
      } catch (error) {
        if (!(error instanceof Unreached) || attempt >= tries) throw error;
      }
    }
  }

  /** One question outside the circuit: what it serves. @throws Error in words for the page */
  async look(path: string): Promise<Answer> {
    try {
      return await this.ask({ method: "GET", path, timeoutMs: Math.max(2000, this.address.timeoutMs) });
    } catch (error) {
      throw new Error(`backend '${this.address.name}' does not answer: ${said(error)}`);
    }
  }

  private note(outcome: Outcome): void {
    this.circuit = after(this.circuit, outcome, this.nowMs());
  }

  /**
   * One prediction.
   * @throws OipRefusal 502 when it cannot be reached, 503 while its circuit is open or too many wait, 504 when it is late
   */
  async predict(ask: Omit<Ask, "method">): Promise<Answer> {
    const { name } = this.address;
    const { state, admitted } = admit(this.circuit, this.nowMs());
    this.circuit = state;
    if (!admitted) throw new OipRefusal(503, `backend '${name}' is away: ${state.kind === "closed" ? "" : state.reason}`, { "Retry-After": "1" });
    if (this.waiting >= mostWaiting) throw new OipRefusal(503, `backend '${name}' has ${mostWaiting} requests waiting`, { "Retry-After": "1" });
    this.waiting += 1;
    try {
      const answer = await this.ask({ method: "POST", ...ask });
      const gone = answer.status === 502 || answer.status === 503 || answer.status === 504;
      this.note(gone ? { ok: false, reason: `it answers ${answer.status}`, away: false } : { ok: true });
      return answer;
    } catch (error) {
      const away = error instanceof Unreached || error instanceof EgressRefused;
      this.note({ ok: false, reason: said(error), away });
      throw new OipRefusal(error instanceof Late ? 504 : 502, `backend '${name}' ${away ? "cannot be reached" : "gave no answer"}: ${said(error)}`, { "Retry-After": "1" });
    } finally {
      this.waiting -= 1;
    }
  }

  /** Asks whether it is ready: an idle circuit opens before a request meets it, an open one gets its trial. */
  async probe(): Promise<void> {
    let outcome: Outcome;
    try {
      const { status } = await this.once({ method: "GET", path: "/v2/health/ready", timeoutMs: probeMs });
      outcome = status === 200 ? { ok: true } : { ok: false, reason: "it says that it is not ready", away: false };
    } catch (error) {
      outcome = { ok: false, reason: said(error), away: error instanceof Unreached };
    }
    this.circuit = probed(this.circuit, outcome, this.nowMs());
  }

  close(): void {
    this.agent.destroy();
  }
}
