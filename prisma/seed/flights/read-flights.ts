import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Flight, isPossible } from "./rolling.ts";

const file = join(fileURLToPath(new URL("../../../node_modules/vega-datasets/data", import.meta.url)), "flights-3m.parquet");
const chunkSeconds = 86_400;

/**
 * The real flights in order of departure, from the npm package, a day at a time.
 * @param from, until seconds since 1970, the file's local times read as UTC; [from, until)
 */
export async function* readFlights(from: number, until: number): AsyncGenerator<Flight> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (let start = from; start < until; start += chunkSeconds) {
      const reader = await connection.runAndReadAll(
        `SELECT epoch(date)::BIGINT AS departure, origin, destination, distance::INTEGER AS distance, delay::INTEGER AS delay
         FROM read_parquet('${file.replaceAll("'", "''")}')
         WHERE date >= make_timestamp($start::BIGINT) AND date < make_timestamp($end::BIGINT)
         ORDER BY departure, origin, destination, distance, delay`,
        { start: BigInt(start) * 1_000_000n, end: BigInt(Math.min(until, start + chunkSeconds)) * 1_000_000n },
      );
      for (const [departure, origin, destination, distance, delay] of reader.getRows()) {
        const flight = { departureSeconds: Number(departure), origin: String(origin), destination: String(destination), distance: Number(distance), delay: Number(delay) };
        if (isPossible(flight)) yield flight;
      }
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
