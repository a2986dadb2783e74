import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seenId, SeenJournal } from "./seen-journal.ts";

let folder = "";
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "signalbox-seen-")); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const id = (n: number) => seenId(["model", "1", n]);
const known = (journal: SeenJournal, upTo: number) => Array.from({ length: upTo }, (_, n) => n).filter((n) => journal.has(id(n)));

test("what was spooled is known after a restart, what was not is not", async () => {
  const journal = await SeenJournal.open(folder, { highest: 0 });
  for (const [sequence, ids] of [[1, [0, 1]], [2, []], [3, [2]]] as const) {
    for (const n of ids) journal.add(id(n));
    await journal.keep(sequence, journal.take());
  }
  journal.add(id(3));
  expect(known(journal, 5)).toEqual([0, 1, 2, 3]);
  expect(known(await SeenJournal.open(folder, { highest: 3 }), 5)).toEqual([0, 1, 2]);
  // Killed between its ids and the third delta: that one is sent again, and counted.
  expect(known(await SeenJournal.open(folder, { highest: 2 }), 5)).toEqual([0, 1]);
  expect(readdirSync(join(folder, "seen"))).toEqual(["000000000001.ids"]);
});

test("many small files become one, the newest ids stay, and a damaged file takes none with it but its own", async () => {
  const journal = await SeenJournal.open(folder, { highest: 0, kept: 100 });
  for (let n = 0; n < 1000; n++) {
    journal.add(id(n));
    await journal.keep(n + 1, journal.take());
  }
  const names = readdirSync(join(folder, "seen"));
  expect(names.length).toBeLessThanOrEqual(64);
  const again = known(await SeenJournal.open(folder, { highest: 1000, kept: 100 }), 1000);
  expect([again.length >= 100, again.at(-1), again.at(-100)]).toEqual([true, 999, 900]);
  writeFileSync(join(folder, "seen", names.at(-1) ?? ""), "x");
  const rest = known(await SeenJournal.open(folder, { highest: 1000, kept: 100 }), 1000);
  expect([rest.at(-1), rest.includes(900)]).toEqual([998, true]);
});
