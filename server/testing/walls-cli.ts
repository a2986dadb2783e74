/** `npm run lint`'s second half: the walls over the whole tree. */
import { globSync, readFileSync } from "node:fs";
import { importsOf, wallViolation } from "./walls.ts";

const files = globSync("{app,components,server,prisma,e2e}/**/*.{ts,tsx}", { exclude: (name) => name.includes("generated") });
let refused = 0;
for (const file of files) {
  for (const imported of importsOf(file, readFileSync(file, "utf8"))) {
    const message = wallViolation(imported);
    if (!message) continue;
    refused++;
    console.error(`${file}: imports ${imported.specifier}: ${message}`);
  }
}
console.log(refused ? `${refused} imports through a wall` : `The walls hold: ${files.length} files`);
process.exit(refused ? 1 : 0);
