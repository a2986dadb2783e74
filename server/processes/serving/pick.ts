/** Which version of a route answers: by weight, and for one key always the same. */
import { hash } from "node:crypto";

export type Weighted = { weight: number; /** Stays the same over restarts and in every process. */ name: string };

/** A point in the weights, `draw` in [0, 1). */
export function pickByWeight<T extends Weighted>(choices: readonly T[], draw: number): T | undefined {
  let rest = draw * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    rest -= choice.weight;
    if (rest < 0) return choice;
  }
  return choices.at(-1);
}

/** Evenly in (0, 1), 48 bits of SHA-256. */
const unit = (text: string): number => (parseInt(hash("sha256", text).slice(0, 12), 16) + 0.5) / 2 ** 48;

/**
 * Weighted rendezvous hashing (Schindelhauer and Schomaker 2005, logarithmic method): each choice draws −ln(u) / weight
 * from the key and its own name, the smallest wins. A choice wins its share of the keys, and a change of one weight
 * moves keys to or from that choice alone.
 */
export function pickByKey<T extends Weighted>(choices: readonly T[], key: string): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const choice of choices) {
    if (choice.weight <= 0) continue;
    const drawn = -Math.log(unit(JSON.stringify([choice.name, key]))) / choice.weight;
    if (drawn >= least) continue;
    least = drawn;
    best = choice;
  }
  return best ?? choices.at(-1);
}
