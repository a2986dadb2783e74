/**
 * Replays the real flights to serving on the demo's clock: a day in two minutes at the default speed. The five days
 * before are sent first, each batch with its own timestamp, so that the charts begin with a past.
 */
import { readFlights } from "#prisma/seed/flights/read-flights.ts";
import { type FlightFeatures, FlightReplay, landedSeconds, warmUpSeconds } from "#prisma/seed/flights/rolling.ts";
import { type SmallStream, smallStreams } from "#prisma/seed/small/rows.ts";
import type { InferenceClient } from "./infer.ts";
import type { LandedLabels } from "./landed.ts";

const seconds = (text: string) => Date.parse(text) / 1000;
export const replayFrom = seconds("2001-03-01T00:00:00Z");
export const replayUntil = seconds("2001-07-01T00:00:00Z");
const historySeconds = 5 * 86_400;

/** Flights of one minute of the demo's clock travel in one request. */
type Minute = { at: number; flights: FlightFeatures[]; landings: { landsAt: number; late: boolean }[] };
/** Minutes of delay from which a flight is late: what the model was trained to say. */
const lateMinutes = 15;

async function* minutes(from: number, until: number): AsyncGenerator<Minute> {
  const replay = new FlightReplay();
  let current: Minute = { at: from, flights: [], landings: [] };
  for await (const flight of readFlights(from - warmUpSeconds, until)) {
    const features = replay.features(flight);
    if (flight.departureSeconds < from) continue;
    const at = flight.departureSeconds - (flight.departureSeconds % 60);
    if (at !== current.at) {
      if (current.flights.length) yield current;
      current = { at, flights: [], landings: [] };
    }
    current.flights.push(features);
    current.landings.push({ landsAt: landedSeconds(flight), late: flight.delay >= lateMinutes });
  }
  if (current.flights.length) yield current;
}

export type ReplayOptions = {
  client: InferenceClient;
  landed: LandedLabels;
  /** Demo seconds per real second. */
  speed: number;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  stopped: () => boolean;
  onError: (error: unknown) => void;
  /** From `realMs` on the demo's clock goes on at `at`, seconds of its own. */
  anchor: (at: number, realMs: number) => Promise<void>;
};

/** History need not keep the order of its minutes: each names its own. */
const sentAtOnce = 8;

/** One of four minutes also goes to staging, so that the version waiting there is watched too. */
const goesToStaging = (at: number) => (at / 60) % 4 === 0;

async function sendFlights({ client, landed }: ReplayOptions, { at, flights, landings }: Minute, timestamp?: Date): Promise<void> {
  const environments = goesToStaging(at) ? ["production", "staging"] : ["production"];
  await Promise.all(environments.map(async (environment) => {
    landed.add({ predictionId: await client.infer({ model: "flight-delay", environment, rows: flights, timestamp }), flights: landings });
  }));
}

/**
 * Sends the five days before `from`, minute by minute, stamped as if they had been replayed until now, and then what
 * fell due meanwhile, so that no hole is left before the live replay.
 * @param progress 0 to 1
 * @returns the first second of the demo's clock that was not sent
 */
export async function sendHistory(options: ReplayOptions, from: number, progress: (done: number) => void): Promise<number> {
  const startMs = options.now();
  await options.anchor(from, startMs);
  const stampMs = (at: number) => startMs + ((at - from) / options.speed) * 1000;
  const underWay = new Set<Promise<void>>();
  let reached = from;
  for await (const minute of minutes(from - historySeconds, replayUntil)) {
    reached = minute.at;
    if (options.stopped() || stampMs(minute.at) >= options.now()) break;
    const sent: Promise<void> = sendFlights(options, minute, new Date(stampMs(minute.at))).finally(() => underWay.delete(sent));
    underWay.add(sent);
    if (underWay.size >= sentAtOnce) await Promise.race(underWay);
    await options.landed.send(minute.at).catch(options.onError);
    progress(Math.min(1, (minute.at - (from - historySeconds)) / historySeconds));
  }
  await Promise.all(underWay);
  const realSeconds = historySeconds / options.speed;
  const everySeconds = 5;
  for (const stream of smallStreams()) {
    for (let second = -Math.floor(realSeconds); startMs + second * 1000 < options.now(); second += everySeconds) {
      await options.client.infer({ ...target(stream), rows: smallRows(stream, second, everySeconds), timestamp: new Date(startMs + second * 1000) });
    }
  }
  return reached;
}

const target = ({ model, environment }: SmallStream) => ({ model, environment });

function smallRows(stream: SmallStream, fromSecond: number, spanSeconds: number) {
  const first = fromSecond * stream.rowsPerSecond;
  return Array.from({ length: spanSeconds * stream.rowsPerSecond }, (_, index) => {
    const at = (((first + index) % stream.rows.length) + stream.rows.length) % stream.rows.length;
    return stream.rows[at] ?? {};
  });
}

/** Replays from `from` on, minute by minute on the demo's clock, and starts over at the end of the data. */
export async function replayFlights(options: ReplayOptions, from: number, onClock: (at: number) => void): Promise<void> {
  for (let start = from; !options.stopped(); start = replayFrom) {
    const startedMs = options.now();
    await options.anchor(start, startedMs);
    for await (const minute of minutes(start, replayUntil)) {
      if (options.stopped()) return;
      const dueMs = startedMs + ((minute.at + 60 - start) / options.speed) * 1000;
      const waitMs = dueMs - options.now();
      if (waitMs > 0) await options.sleep(waitMs);
      onClock(minute.at);
      await sendFlights(options, minute).catch(options.onError);
      await options.landed.send(minute.at).catch(options.onError);
    }
    await options.landed.send(Number.POSITIVE_INFINITY, true).catch(options.onError);
  }
}

/** Sends one small example's rows, one request a second. */
export async function replaySmall(options: ReplayOptions, stream: SmallStream): Promise<void> {
  for (let second = 0; !options.stopped(); second++) {
    await options.client.infer({ ...target(stream), rows: smallRows(stream, second, 1) }).catch(options.onError);
    await options.sleep(1000);
  }
}
