import { z } from "zod";
import { earliestMs, latestMs } from "./instant-range.ts";

export { earliestMs, latestMs };

const within = (text: string): boolean => {
  const ms = Date.parse(text);
  return ms >= earliestMs && ms < latestMs;
};

/** An RFC 3339 time with its zone, of the years 1 to 8999. */
export const instant = z.iso.datetime({ offset: true }).refine(within, "a time of the years 1 to 8999");
