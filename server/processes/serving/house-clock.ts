import type { Clock } from "../../platform/clock.ts";

/** When the database was asked and answered by the clock in use, and the time that it said. */
export type TimeTold = { askedAtMs: number; answeredAtMs: number; saidMs: number };

/** Less is the network's, not a clock's. */
const worthMs = 1000;

/**
 * The database's time, so that the windows of machines whose clocks differ lie side by side: the own clock until the
 * database has answered, and by what they differ from then on. A difference under a second is left alone.
 */
export class HouseClock implements Clock {
  private readonly own: Clock;
  /** What is added to the own clock. */
  offsetMs = 0;
  constructor(own: Clock) {
    this.own = own;
  }

  now(): Date {
    return new Date(this.own.now().getTime() + this.offsetMs);
  }

  /** @returns whether the clock was moved */
  told({ askedAtMs, answeredAtMs, saidMs }: TimeTold): boolean {
    const uncertainMs = (answeredAtMs - askedAtMs) / 2;
    const differMs = saidMs - (askedAtMs + uncertainMs);
    if (Math.abs(differMs) <= worthMs + Math.abs(uncertainMs)) return false;
    const offsetMs = Math.round(this.offsetMs + differMs);
    this.offsetMs = Math.abs(offsetMs) <= worthMs ? 0 : offsetMs;
    return true;
  }
}
