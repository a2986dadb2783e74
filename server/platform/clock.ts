/** Time as an argument: production passes `systemClock`, tests a clock they move. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
