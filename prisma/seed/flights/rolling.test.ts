import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readFlights } from "./read-flights.ts";
import { FlightReplay, type FlightFeatures } from "./rolling.ts";

type Sample = { warm_up_from: string; until: string; rows: (FlightFeatures & { departure_time: string; delay: number; late_probability: number })[] };
const sample = JSON.parse(readFileSync(new URL("feature-sample.json", import.meta.url), "utf8")) as Sample;
const seconds = (text: string) => Date.parse(text) / 1000;

test("the replayer's features equal the training script's on the committed sample", async () => {
  const wanted = new Map(sample.rows.map(({ departure_time, delay, late_probability: _score, ...features }) => [`${seconds(departure_time)} ${features.origin} ${features.destination} ${features.distance} ${delay}`, features]));
  expect(wanted.size).toBe(500);
  const replay = new FlightReplay();
  let compared = 0;
  for await (const flight of readFlights(seconds(sample.warm_up_from), seconds(sample.until))) {
    const features = replay.features(flight);
    const known = wanted.get(`${flight.departureSeconds} ${flight.origin} ${flight.destination} ${flight.distance} ${flight.delay}`);
    if (!known) continue;
    expect(features).toEqual(known);
    compared++;
  }
  expect(compared).toBe(500);
});
