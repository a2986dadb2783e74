/**
 * `npm run faults`: processes are killed, the database is stopped, clocks are wrong and bytes are poison, and every
 * prediction is accounted for. Longer than a test may take; each scenario prints its figures. Names of scenarios run those
 * alone.
 */
import { startInstance } from "../support/instance.ts";
import { databaseKilled, databaseStopped, othersKilled, servingKilled } from "./database.ts";
import { poison } from "./poison.ts";
import { labelsAndEvents } from "./tellings.ts";
import { check, checks, prepare, withOwnDatabase, type World } from "./world.ts";

const shared = { poison, servingKilled, othersKilled, databaseKilled } as const satisfies Record<string, (world: World) => Promise<void>>;
const alone = { databaseStopped, labelsAndEvents } as const;
const asked = process.argv.slice(2);
const wanted = (name: string) => asked.length === 0 || asked.includes(name);
const unknown = asked.filter((name) => !(name in shared) && !(name in alone));
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(", ")}; there are ${Object.keys({ ...alone, ...shared }).join(", ")}.`);
  process.exit(2);
}

for (const [name, scenario] of Object.entries(alone)) if (wanted(name)) await withOwnDatabase(scenario);
const together = Object.entries(shared).filter(([name]) => wanted(name));
if (together.length > 0) {
  const instance = await startInstance({ SIGNALBOX_DEMO: "on" });
  const world = await prepare(instance);
  for (const [, scenario] of together) await scenario(world);
  const code = await instance.stop();
  check("Ctrl-C ends everything in order", code === 0, `exit code ${code}`);
}
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
