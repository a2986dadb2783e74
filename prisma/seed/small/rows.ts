/** The small examples' rows, as their README derives them, in a fixed order that repeats for ever. */
import { readFileSync } from "node:fs";

export type Row = Record<string, number | string>;

const data = (name: string) => readFileSync(new URL(`../../../node_modules/vega-datasets/data/${name}`, import.meta.url), "utf8");
const json = (name: string) => JSON.parse(data(name)) as Record<string, string | number | null>[];

function penguins(): Row[] {
  const rows = json("penguins.json").filter((row) => row["Beak Length (mm)"] !== null && row["Body Mass (g)"] !== null);
  const sexes: Record<string, string> = { MALE: "male", FEMALE: "female" };
  return rows.map((row) => ({
    beak_length_mm: Number(row["Beak Length (mm)"]), beak_depth_mm: Number(row["Beak Depth (mm)"]), flipper_length_mm: Number(row["Flipper Length (mm)"]),
    body_mass_g: Number(row["Body Mass (g)"]), island: String(row["Island"]), sex: sexes[String(row["Sex"])] ?? "unknown",
  }));
}

function cars(): Row[] {
  return json("cars.json").filter((row) => row["Horsepower"] !== null && row["Miles_per_Gallon"] !== null).map((row) => ({
    cylinders: Number(row["Cylinders"]), displacement: Number(row["Displacement"]), horsepower: Number(row["Horsepower"]), weight_lbs: Number(row["Weight_in_lbs"]),
    acceleration: Number(row["Acceleration"]), model_year: Number(String(row["Year"]).slice(0, 4)), origin: String(row["Origin"]),
  }));
}

function weather(): Row[] {
  const [, ...lines] = data("seattle-weather.csv").trim().split("\n");
  return lines.map((line) => {
    const [date = "", precipitation, tempMax, tempMin, wind, sky = ""] = line.trim().split(",");
    return { precipitation_mm: Number(precipitation), temp_max_c: Number(tempMax), temp_min_c: Number(tempMin), wind_ms: Number(wind), month: Number(date.slice(5, 7)), weather: sky };
  });
}

/** A stride coprime to the length walks every row once before it repeats, mixed but the same in every run. */
function mixed(rows: Row[]): Row[] {
  let stride = Math.floor(rows.length * 0.618);
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  while (common(stride, rows.length) !== 1) stride++;
  return rows.map((_, index) => rows[(index * stride) % rows.length] ?? {});
}

export type SmallStream = { model: string; environment: string; rowsPerSecond: number; rows: Row[] };

/** What the demo sends beside the flights; the weather keeps its order of days, so that its seasons show. */
export function smallStreams(): SmallStream[] {
  return [
    { model: "penguin-species", environment: "production", rowsPerSecond: 5, rows: mixed(penguins()) },
    { model: "seattle-rain", environment: "production", rowsPerSecond: 10, rows: weather() },
    { model: "car-mileage", environment: "staging", rowsPerSecond: 1, rows: mixed(cars()) },
  ];
}
