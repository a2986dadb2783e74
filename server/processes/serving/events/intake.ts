/**
 * `POST /v1/events`: predictions that somebody else made, counted as if they had been made here. NDJSON of a batch scorer,
 * or CloudEvents of a payload logger, whose request and response come apart. What is acknowledged is on disk; of the
 * memory that joins halves and knows repeats, the bounds are here.
 */
import type { IncomingHttpHeaders } from "node:http";
import { segmentRowsOf } from "../../../domains/monitoring/rules/fold.ts";
import { OipRefusal } from "../../../adapters/http/oip/index.ts";
import type { Deps } from "../../../platform/deps.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Follower } from "../follower.ts";
import { badLine, eachLine, isMembers, LineRefusal, type LinesAnswer, type RefusedLine } from "../lines.ts";
import type { Gauge } from "../metrics.ts";
import type { Reporter } from "../reporter.ts";
import type { Receipts } from "../receipts.ts";
import type { Watch } from "../watch.ts";
import { batchOf, binaryEvent, cloudEventMode, type HalfEvent, structuredEvent, valuesOf } from "./cloud-events.ts";
import { columnsOfEvent, type Given, type Role } from "./columns.ts";
import { type Defaults, readEnvironment, readLine, readTime, readVersion } from "./event-line.ts";
import { eventScores } from "./event-scores.ts";
import { type Known, KnownVersions, type Named } from "./known.ts";
import { Halves } from "./memory.ts";
import { seenId, type SeenJournal } from "./seen-journal.ts";

const halves = { forMs: 600_000, bytes: 64 * 2 ** 20, count: 50_000 };
const eventsInBatch = 10_000;
/** Lines from the past open a window each: so many are in memory before they go to disk. */
const windowsOpen = 200;
const toldEveryMs = 60_000;
const longestMs = 3_600_000;

type Parts = { deps: Deps; follower: Follower; watch: Watch; receipts: Receipts; reporter: Reporter; folder: string; seen: SeenJournal; fleet: Fleet };
export type EventCall = { headers: IncomingHttpHeaders; url: string; body: Buffer };
type Event = Named & { atMs: number; latencyMs: number | null; /** By which its label will name it. */ predictionId: string | undefined; given: Record<Role, Given> };
/**
 * What one body came to here. An id is remembered by one worker of the fleet alone: the others' are theirs to count, and
 * `elsewhere` says whose they are.
 */
type Tally = { accepted: number; duplicate: number; elsewhere: Set<string>; /** Another worker asked, and counts what has no id. */ forwarded: boolean };

const eventsTopic = "events";

/** A logger's address names what its events do not: `/v1/events?model=…&version=…&environment=…`. @throws OipRefusal 400 */
function defaultsOf({ headers, url }: EventCall): Defaults {
  const query = new URLSearchParams(url.split("?")[1] ?? "");
  const named = headers["signalbox-environment"];
  try {
    return {
      model: query.get("model") ?? undefined, version: readVersion(query.get("version")),
      environment: readEnvironment(query.get("environment") ?? undefined, typeof named === "string" ? named : "production"),
    };
  } catch (error) {
    if (error instanceof LineRefusal) throw new OipRefusal(400, error.message);
    throw error;
  }
}

const spanMs = (request: unknown, response: unknown): number | null => {
  const [from, to] = [request, response].map((time) => (typeof time === "string" ? Date.parse(time) : Number.NaN)) as [number, number];
  return to - from >= 0 && to - from < longestMs ? to - from : null;
};

/** The prediction's own id where one half says it, else that of the event, which both halves share. */
function idOf(request: HalfEvent, response: HalfEvent): string {
  const own = [response, request].map(({ data: { parameters } }) => (isMembers(parameters) ? parameters["prediction_id"] : undefined));
  return own.find((id): id is string => typeof id === "string" && id !== "" && id.length <= 512) ?? request.id;
}

export class EventIntake {
  private readonly parts: Parts;
  private readonly known: KnownVersions;
  private readonly waiting = new Halves<HalfEvent>(halves);
  private readonly totals = { accepted: 0, duplicate: 0, rejected: 0 };
  private told = { unjoined: 0, atMs: 0 };
  constructor(parts: Parts) {
    this.parts = parts;
    this.known = new KnownVersions(parts);
    parts.fleet.answer(eventsTopic, (call: EventCall) => this.takeHere(call, true));
  }

  private count({ watched, signed, scoring }: Known, { environment, atMs, latencyMs, predictionId, given }: Event): void {
    const { watch, receipts, deps } = this.parts;
    const { rows, columns } = columnsOfEvent(scoring.columns, given, signed);
    const scored = eventScores(scoring, columns, rows);
    const segments = watched.profile && segmentRowsOf(watched.profile, columns, rows);
    watch.count({ watched, environment, atMs, latencyMs, reported: true, rows, columns, scored, segments, ...(predictionId === undefined ? {} : { predictionId }) });
    if (predictionId !== undefined) receipts.issue({ nowMs: deps.clock.now().getTime(), startsAtMs: watch.startOf(atMs), versionId: watched.versionId, environment, rows, scored, segments, id: predictionId });
  }

  /** Whether this worker is the one to count it. */
  private isMine(id: string | undefined, { elsewhere, forwarded }: Tally): boolean {
    const { fleet } = this.parts;
    if (id === undefined) return !forwarded;
    const owner = fleet.ownerOf(id);
    if (owner !== fleet.slot) elsewhere.add(owner);
    return owner === fleet.slot;
  }

  /** Counts it unless what it is known by, if anything, was counted before. @throws LineRefusal */
  private async once(seenBy: (version: string) => string | null, event: Event, tally: Tally): Promise<void> {
    const { seen } = this.parts;
    const known = await this.known.find(event);
    const id = seenBy(known.watched.version);
    if (id !== null && seen.has(id)) {
      tally.duplicate += 1;
      return;
    }
    this.count(known, event);
    if (id !== null) seen.add(id);
    tally.accepted += 1;
    if (this.parts.watch.size > windowsOpen || this.parts.receipts.crowded) await this.parts.reporter.secure();
  }

  private lines({ body }: EventCall, defaults: Defaults, tally: Tally): Promise<RefusedLine[]> {
    const nowMs = this.parts.deps.clock.now().getTime();
    return eachLine(body, (members) => {
      const line = readLine(members, defaults, nowMs);
      if (!this.isMine(line.predictionId, tally)) return undefined;
      return this.once((version) => (line.predictionId === undefined ? null : seenId([line.model, version, line.environment, line.predictionId])), { ...line, latencyMs: null }, tally);
    });
  }

  /** The name that is known of those which a pair gives, and its version if the response says one. */
  private subject(defaults: Defaults, request: HalfEvent, response: HalfEvent): Named {
    const { follower } = this.parts;
    const said = response.data["model_name"];
    const names = [defaults.model, request.service ?? response.service, typeof said === "string" ? said : undefined].filter((name) => name !== undefined);
    const [first] = names;
    if (first === undefined) throw badLine("It names no model: send ce-inferenceservicename, or name it in the address as /v1/events?model=NAME.");
    const model = defaults.model ?? names.find((name) => follower.versionsOf(name).length > 0 || follower.monitored.some((one) => one.model === name)) ?? first;
    const number = response.data["model_version"];
    const version = defaults.version ?? (typeof number === "string" && /^[1-9]\d{0,8}$/.test(number) ? number : undefined);
    return { model, version, environment: defaults.environment };
  }

  private async half(event: HalfEvent, defaults: Defaults, tally: Tally): Promise<void> {
    if (!this.isMine(event.id, tally)) return;
    const nowMs = this.parts.deps.clock.now().getTime();
    const key = seenId([defaults, event.join]);
    if (this.parts.seen.has(key)) {
      tally.duplicate += 1;
      return;
    }
    const other = this.waiting.join(key, { kind: event.kind, bytes: event.bytes, value: event }, nowMs);
    if (other === "repeat") {
      tally.duplicate += 1;
      return;
    }
    if (other === null) {
      tally.accepted += 1;
      return;
    }
    const [request, response] = event.kind === "request" ? [event, other] : [other, event];
    const atMs = readTime(request.time ?? response.time, nowMs);
    await this.once(() => key, { ...this.subject(defaults, request, response), atMs, latencyMs: spanMs(request.time, response.time), predictionId: idOf(request, response), given: valuesOf(request.data, response.data) }, tally);
  }

  private async clouds(call: EventCall, defaults: Defaults, tally: Tally): Promise<RefusedLine[]> {
    const mode = cloudEventMode(call.headers);
    const refused: RefusedLine[] = [];
    const attempt = async (line: number, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof LineRefusal)) throw error;
        refused.push({ line, code: error.code, detail: error.message });
      }
    };
    if (mode !== "batch") await attempt(1, () => this.half(mode === "binary" ? binaryEvent(call.headers, call.body) : structuredEvent(call.body), defaults, tally));
    else {
      await attempt(1, async () => {
        const events = batchOf(call.body);
        if (events.length > eventsInBatch) throw badLine(`A batch has ${events.length} events, ${eventsInBatch} at most are taken.`);
        for (const [at, read] of events.entries()) await attempt(at + 1, () => this.half(read(), defaults, tally));
      });
    }
    return refused;
  }

  private async takeHere(call: EventCall, forwarded: boolean): Promise<LinesAnswer & { elsewhere: Set<string> }> {
    const { reporter, deps } = this.parts;
    const defaults = defaultsOf(call);
    if (reporter.full) throw new OipRefusal(503, "the spool on disk is full and the database takes nothing from it: send this again later", { "Retry-After": "10" });
    const tally: Tally = { accepted: 0, duplicate: 0, elsewhere: new Set(), forwarded };
    let rejected: RefusedLine[];
    try {
      rejected = await (cloudEventMode(call.headers) === null ? this.lines(call, defaults, tally) : this.clouds(call, defaults, tally));
      if (tally.accepted > 0) await reporter.secure();
    } catch (error) {
      if (error instanceof OipRefusal) throw error;
      deps.log.error("events could not be written to disk; they stay in memory", { error: error as Error });
      throw new OipRefusal(503, "what was counted could not be written to disk yet: send this again, ids that were counted count once", { "Retry-After": "10" });
    }
    const { accepted, duplicate, elsewhere } = tally;
    return { accepted, duplicate, rejected, elsewhere };
  }

  /**
   * Counts what it can and says what it could not, the other workers' share too; when it answers, what was counted is in
   * the spool.
   * @throws OipRefusal 400 for the address, 413 for too many lines, 503 while the spool is full, the disk refuses, or a
   * worker does not answer
   */
  async take(call: EventCall): Promise<LinesAnswer> {
    const { elsewhere, ...own } = await this.takeHere(call, false);
    const forwarded = { headers: { ...call.headers }, url: call.url, body: call.body };
    const answers = [own, ...(await Promise.all([...elsewhere].map((slot) => this.parts.fleet.one<LinesAnswer>(slot, eventsTopic, forwarded))))];
    const sum = (pick: (answer: LinesAnswer) => number) => answers.reduce((total, answer) => total + pick(answer), 0);
    // What cannot be read is refused by each that reads it.
    const rejected = [...new Map(answers.flatMap((answer) => answer.rejected.map((refused) => [refused.line, refused] as const))).values()].sort((a, b) => a.line - b.line);
    const all = { accepted: sum(({ accepted }) => accepted), duplicate: sum(({ duplicate }) => duplicate), rejected };
    this.totals.accepted += all.accepted;
    this.totals.duplicate += all.duplicate;
    this.totals.rejected += rejected.length;
    return all;
  }

  /** Gives up halves that waited too long, and says so, once a minute at most. */
  sweep(): void {
    const nowMs = this.parts.deps.clock.now().getTime();
    this.waiting.expire(nowMs);
    const { unjoined } = this.waiting;
    if (unjoined === this.told.unjoined || nowMs - this.told.atMs < toldEveryMs) return;
    this.parts.deps.log.warn("requests and responses came of which the other half did not come within ten minutes; they are not counted", { count: unjoined - this.told.unjoined });
    this.told = { unjoined, atMs: nowMs };
  }

  gauges(): Gauge[] {
    const { accepted, duplicate, rejected } = this.totals;
    const samples = Object.entries({ accepted, duplicate, rejected, unjoined: this.waiting.unjoined }).map(([outcome, value]) => ({ labels: { outcome }, value }));
    return [
      { name: "signalbox_serving_events_total", help: "Events by what became of them; unjoined: the other half never came.", type: "counter", samples },
      { name: "signalbox_serving_event_halves", help: "Requests and responses that wait for their other half.", samples: [{ labels: {}, value: this.waiting.size }] },
    ];
  }
}
