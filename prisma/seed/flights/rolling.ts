/**
 * Point-in-time features of the flight stream, one flight at a time in order of departure. README.md has the rules;
 * features.py is the same in batch, and rolling.test.ts holds the two equal on a committed sample.
 */

/** One flight as the file has it; times in whole seconds since 1970, delay in minutes, distance in miles. */
export type Flight = { departureSeconds: number; origin: string; destination: string; distance: number; delay: number };

export type FlightFeatures = {
  local_hour: number; weekday: number; distance: number; origin: string; destination: string;
  origin_delay_1h: number; origin_departures_1h: number; origin_delay_3h: number; origin_departures_3h: number;
  destination_delay_1h: number; destination_arrivals_1h: number; destination_delay_3h: number; destination_arrivals_3h: number;
};

/** Half an hour, 7.5 miles a minute (8 s a mile), and the delay. */
export const landedSeconds = (flight: Flight) => flight.departureSeconds + 1800 + 8 * flight.distance + 60 * flight.delay;

/** A flight that the data cannot have: README rule 2. */
export const isPossible = (flight: Flight) => flight.delay >= -120 && flight.delay <= 1440 && landedSeconds(flight) > flight.departureSeconds;

/** A replayer that begins this long before its first prediction has every window complete. */
export const warmUpSeconds = 138_696;

/** Delays landed at one airport, in order of landing, with running sums over the last hour and the last three. */
class LandedWindow {
  private landed: number[] = [];
  private delays: number[] = [];
  private readonly spans = [{ seconds: 3600, first: 0, sum: 0 }, { seconds: 10_800, first: 0, sum: 0 }];

  add(landed: number, delay: number): void {
    this.landed.push(landed);
    this.delays.push(delay);
    for (const span of this.spans) span.sum += delay;
  }

  /** [mean 1 h, count 1 h, mean 3 h, count 3 h] over landings in [now - w, now). */
  at(now: number): [number, number, number, number] {
    const [hour, three] = this.spans.map((span) => {
      while (span.first < this.landed.length && (this.landed[span.first] ?? 0) < now - span.seconds) span.sum -= this.delays[span.first++] ?? 0;
      const count = this.landed.length - span.first;
      return { count, mean: count ? Math.fround(span.sum / count) : 0 };
    });
    this.forget();
    return [hour?.mean ?? 0, hour?.count ?? 0, three?.mean ?? 0, three?.count ?? 0];
  }

  private forget(): void {
    const past = Math.min(...this.spans.map((span) => span.first));
    if (past < 4096) return;
    this.landed = this.landed.slice(past);
    this.delays = this.delays.slice(past);
    for (const span of this.spans) span.first -= past;
  }
}

/** Flights in the air, the next to land on top: a binary heap by landing time. */
class InTheAir {
  private readonly heap: { at: number; flight: Flight }[] = [];

  get nextLanding(): number { return this.heap[0]?.at ?? Number.POSITIVE_INFINITY; }

  add(flight: Flight): void {
    const entry = { at: landedSeconds(flight), flight };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent];
      if (!above || above.at <= entry.at) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = entry;
  }

  land(): { at: number; flight: Flight } | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (!top || !last || this.heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if ((this.heap[child + 1]?.at ?? Number.POSITIVE_INFINITY) < (this.heap[child]?.at ?? Number.POSITIVE_INFINITY)) child++;
      const below = this.heap[child];
      if (!below || below.at >= last.at) break;
      this.heap[index] = below;
      index = child;
    }
    this.heap[index] = last;
    return top;
  }
}

/** Takes every flight in order of departure and gives each its features as they were known at that moment. */
export class FlightReplay {
  private readonly air = new InTheAir();
  private readonly origins = new Map<string, LandedWindow>();
  private readonly destinations = new Map<string, LandedWindow>();

  /** @param flight departs no earlier than the one before it */
  features(flight: Flight): FlightFeatures {
    const now = flight.departureSeconds;
    while (this.air.nextLanding < now) {
      const landed = this.air.land();
      if (!landed) break;
      windowOf(this.origins, landed.flight.origin).add(landed.at, landed.flight.delay);
      windowOf(this.destinations, landed.flight.destination).add(landed.at, landed.flight.delay);
    }
    this.air.add(flight);
    const origin = windowOf(this.origins, flight.origin).at(now);
    const destination = windowOf(this.destinations, flight.destination).at(now);
    const departure = new Date(now * 1000);
    return {
      local_hour: departure.getUTCHours(), weekday: (departure.getUTCDay() + 6) % 7, distance: flight.distance, origin: flight.origin, destination: flight.destination,
      origin_delay_1h: origin[0], origin_departures_1h: origin[1], origin_delay_3h: origin[2], origin_departures_3h: origin[3],
      destination_delay_1h: destination[0], destination_arrivals_1h: destination[1], destination_delay_3h: destination[2], destination_arrivals_3h: destination[3],
    };
  }
}

function windowOf(windows: Map<string, LandedWindow>, airport: string): LandedWindow {
  const found = windows.get(airport);
  if (found) return found;
  const made = new LandedWindow();
  windows.set(airport, made);
  return made;
}
