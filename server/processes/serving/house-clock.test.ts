import { expect, test } from "vitest";
import { HouseClock } from "./house-clock.ts";

test("follows the database's clock, but not the network's delays", () => {
  let own = 1_000_000;
  const clock = new HouseClock({ now: () => new Date(own) });
  /** Asks a database whose clock is `aheadMs` before ours; each way takes so long. */
  const ask = (aheadMs: number, [there, back]: [there: number, back: number] = [5, 5]) => {
    const askedAtMs = clock.now().getTime();
    own += there;
    const saidMs = own + aheadMs;
    own += back;
    return clock.told({ askedAtMs, answeredAtMs: clock.now().getTime(), saidMs });
  };
  expect([ask(300), clock.offsetMs]).toEqual([false, 0]);
  expect([ask(0, [2500, 5]), clock.offsetMs]).toEqual([false, 0]);
  expect([ask(-300_000), clock.offsetMs, ask(-300_000), ask(-300_500)]).toEqual([true, -300_000, false, false]);
  expect(clock.now().getTime()).toBe(own - 300_000);
  // Both are set right again.
  expect([ask(0), clock.offsetMs, clock.now().getTime() - own]).toEqual([true, 0, 0]);
  expect([ask(7200_000), clock.offsetMs]).toEqual([true, 7_200_000]);
});
