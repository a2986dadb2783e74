/** Workers of one fleet inside the test's own process: the primary's relay between them, without processes. */
import { deserialize, serialize } from "node:v8";
import { Fleet } from "../processes/serving/fleet/fleet.ts";
import type { ToWorker } from "../processes/serving/fleet/messages.ts";
import { Relay } from "../processes/serving/fleet/relay.ts";

/** As between processes with the advanced serialization: a buffer stays one. */
const copied = <T>(message: T) => deserialize(serialize(message)) as T;

export function fleetOf(size: number): { relay: Relay; workers: Fleet[]; /** A worker's start in its slot, also a later one. */ begin: (slot: string) => Fleet } {
  const relay = new Relay();
  const begin = (slot: string) => {
    let take: (message: ToWorker) => void = () => undefined;
    const worker = new Fleet({ slot, size, channel: { send: (message) => queueMicrotask(() => relay.hear(slot, copied(message))), onMessage: (listener) => { take = listener; } } });
    relay.add(slot, (message) => queueMicrotask(() => take(copied(message))));
    return worker;
  };
  return { relay, begin, workers: Array.from({ length: size }, (_, slot) => begin(String(slot))) };
}
