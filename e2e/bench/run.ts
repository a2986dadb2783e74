/** `npm run bench [-- NAME]`: ratios against a baseline measured in the same run, as a table and as JSON. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { benchAlarms } from "./alarms.ts";
import { benchMonitoring } from "./monitoring.ts";
import { benchRegistry } from "./registry.ts";
import { benchServing } from "./serving.ts";

const benches: Record<string, () => Promise<Record<string, unknown>[]>> = { alarms: benchAlarms, monitoring: benchMonitoring, serving: benchServing, registry: benchRegistry };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length) {
  console.error(`No bench is named ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
mkdirSync(".signalbox/bench", { recursive: true });
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length && !asked.includes(name)) continue;
  const rows = await bench();
  console.log(`${name}, on ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}`);
  console.table(rows);
  writeFileSync(`.signalbox/bench/${name}.json`, JSON.stringify({ name, at: new Date().toISOString(), machine, rows }, null, 2));
}
process.exit(0);
