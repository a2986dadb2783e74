/**
 * The one door by which this installation calls addresses that people give it (webhooks, remote backends). A name is
 * resolved once, every address behind it is judged, and the connection goes to exactly those addresses: a name that
 * resolves otherwise a moment later changes nothing. Each hop of a redirect comes through the same door.
 */
import { lookup, type LookupAddress } from "node:dns";
import { request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { allowList, isPublicAddress } from "./egress-addresses.ts";

export type Refusal =
  | { why: "not_a_url" } | { why: "scheme"; scheme: string } | { why: "no_host" } | { why: "credentials" }
  | { why: "unresolved"; host: string; reason: string } | { why: "address"; host: string; address: string };

const sentence = (refusal: Refusal): string => {
  switch (refusal.why) {
    case "not_a_url": return "This is not an address.";
    case "scheme": return `${refusal.scheme}: is not called, https: is. http: is for hosts on SIGNALBOX_EGRESS_ALLOW alone.`;
    case "no_host": return "The address names no host.";
    case "credentials": return "The address holds a name or a password. They would be kept and shown in the open.";
    case "unresolved": return `${refusal.host} does not resolve: ${refusal.reason}`;
    case "address": return `${refusal.host} resolves to ${refusal.address}, which is not on the public internet. SIGNALBOX_EGRESS_ALLOW may name the host.`;
    default: return refusal satisfies never;
  }
};

/** The address may not be called. Nothing was sent. */
export class EgressRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(sentence(refusal));
    this.refusal = refusal;
  }
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;
export type EgressTarget = { url: URL; addresses: LookupAddress[] };
export type EgressRequest = {
  method: "GET" | "POST"; url: string; headers: Record<string, string>; body: string; timeoutMs: number;
  /** Of the answer, the rest is not read. */
  maxBodyBytes: number;
  /** How often a 307 or 308 is followed, which keep method and body; no other redirect is. */
  redirects: number;
  signal?: AbortSignal;
};
export type EgressAnswer = { status: number; headers: IncomingHttpHeaders; body: string };

export type Egress = {
  /** @throws EgressRefused */
  check(url: string): Promise<EgressTarget>;
  /** @throws EgressRefused, and Error with a sentence when no answer came */
  send(request: EgressRequest): Promise<EgressAnswer>;
};

const systemResolve: Resolve = (host) => new Promise((resolve, reject) => {
  lookup(host, { all: true, verbatim: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
});

function parsed(text: string): URL {
  if (!URL.canParse(text)) throw new EgressRefused({ why: "not_a_url" });
  return new URL(text);
}

/** @param settings `allow` as SIGNALBOX_EGRESS_ALLOW has it; `resolve` for tests */
export function openEgress(settings: { allow: readonly string[]; resolve?: Resolve }): Egress {
  const allowed = allowList(settings.allow);
  const resolve = settings.resolve ?? systemResolve;

  async function resolved(host: string): Promise<LookupAddress[]> {
    const literal = host.replace(/^\[(.*)\]$/, "$1");
    if (isIP(literal) !== 0) return [{ address: literal, family: isIP(literal) }];
    try {
      const addresses = await resolve(literal);
      if (addresses.length > 0) return addresses;
    } catch (error) {
      throw new EgressRefused({ why: "unresolved", host: literal, reason: error instanceof Error ? error.message : String(error) });
    }
    throw new EgressRefused({ why: "unresolved", host: literal, reason: "the name has no address" });
  }

  async function check(text: string): Promise<EgressTarget> {
    const url = parsed(text);
    if (url.protocol !== "https:" && url.protocol !== "http:") throw new EgressRefused({ why: "scheme", scheme: url.protocol.slice(0, -1) });
    if (url.hostname === "") throw new EgressRefused({ why: "no_host" });
    if (url.username !== "" || url.password !== "") throw new EgressRefused({ why: "credentials" });
    if (allowed.host(url)) return { url, addresses: await resolved(url.hostname) };
    const plain = url.protocol === "http:";
    // What cannot be allowed by its addresses either is not worth a question to the resolver.
    if (plain && settings.allow.length === 0) throw new EgressRefused({ why: "scheme", scheme: "http" });
    const addresses = await resolved(url.hostname);
    const listed = addresses.every(({ address }) => allowed.address(address));
    if (plain && !listed) throw new EgressRefused({ why: "scheme", scheme: "http" });
    const bad = addresses.find(({ address }) => !allowed.address(address) && !isPublicAddress(address));
    if (bad !== undefined) throw new EgressRefused({ why: "address", host: url.hostname.replace(/^\[(.*)\]$/, "$1"), address: bad.address });
    return { url, addresses };
  }

  async function send(request: EgressRequest): Promise<EgressAnswer> {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    let url = request.url;
    for (let hop = 0; ; hop++) {
      const target = await orAborted(check(url), signal);
      const answer = await once(target, request, signal);
      const { location } = answer.headers;
      if ((answer.status !== 307 && answer.status !== 308) || location === undefined || hop >= request.redirects || !URL.canParse(location, target.url)) return answer;
      url = new URL(location, target.url).href;
    }
  }
  return { check, send };
}

/** The resolver cannot be interrupted; its answer is no longer waited for. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(failure(signal.reason));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function failure(error: unknown): Error {
  if (error instanceof Error && error.name === "TimeoutError") return new Error("No answer in time.");
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return failure(error.errors[0]);
  return error instanceof Error ? new Error(error.message || error.name) : new Error(String(error));
}

/** Answers with the checked addresses whatever is asked for. */
export const fixedLookup = (addresses: LookupAddress[]): LookupFunction => (_host, options, done) => {
  const first = addresses[0];
  if (options.all === true) done(null, addresses);
  else if (first === undefined) done(new Error("no address"), "", 4);
  else done(null, first.address, first.family);
};

function once(target: EgressTarget, request: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
  return new Promise((resolve, reject) => {
    const open = target.url.protocol === "https:" ? tlsRequest : plainRequest;
    const out = open(target.url, {
      method: request.method, headers: { ...request.headers, "content-length": String(Buffer.byteLength(request.body)) }, agent: false, lookup: fixedLookup(target.addresses), signal,
    });
    let answered = false;
    // Once the head of an answer is there, `readSome` ends with what came.
    out.on("error", (error) => { if (!answered) reject(failure(signal.aborted ? signal.reason : error)); });
    out.once("response", (response) => {
      answered = true;
      readSome(response, request.maxBodyBytes, resolve);
    });
    out.end(request.body);
  });
}

/** The status is the answer: a body that is too long or breaks off is kept as far as it came. */
function readSome(response: IncomingMessage, maxBytes: number, done: (answer: EgressAnswer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = () => {
    const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes)).replaceAll("\0", "\uFFFD");
    done({ status: response.statusCode ?? 0, headers: response.headers, body: text });
  };
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) response.destroy();
  });
  response.on("error", finish);
  response.once("close", finish);
}
