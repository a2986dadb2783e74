import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemIds } from "../../platform/ids.ts";
import { beginIncarnation } from "./identity.ts";
import { readRunningTotal, RunningTotalFile } from "./running-total.ts";
import { type Brief, readSpooled, Spool, type Spooled } from "./spool.ts";
import { sealLines } from "./sealed.ts";
import { lostOf } from "./watch.ts";

let folder = "";
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "signalbox-spool-")); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const files = () => readdirSync(join(folder, "spool")).sort();
const begin = () => beginIncarnation(folder, { ids: systemIds, now: new Date(0) });

const brief: Brief = { incarnation: 1, fromMs: 0, toMs: 10_000, counts: [{ model: "m", version: "1", environment: "production", requests: 2, rows: 3 }] };

describe("the spool", () => {
  test("keeps what waits, in order, over a restart, and the highest after its acknowledgement", async () => {
    const spool = await Spool.open(folder);
    for (const sequence of [1, 2, 3]) await spool.add(sequence, { brief, content: `bytes of ${sequence}` }, 0);
    await spool.acknowledge(1);
    const again = await Spool.open(folder);
    expect([again.next(), again.highest, again.depth]).toEqual([2, 3, 2]);
    expect(await again.read(2)).toEqual({ brief, content: "bytes of 2" });
    await again.acknowledge(2);
    await again.acknowledge(3);
    expect([again.next(), again.depth, files()]).toEqual([null, 0, ["000000000003.json"]]);
    await again.add(4, { brief, content: "bytes of 4" }, 0);
    expect(files()).toEqual(["000000000004.json"]);
  });
  test("drops what was half written", async () => {
    const spool = await Spool.open(folder);
    writeSync(openSync(join(folder, "spool", "000000000001.json.new"), "w"), "{\"half");
    expect([spool.highest, (await Spool.open(folder)).highest, files()]).toEqual([0, 0, ["000000000000.json"]]);
  });
  const sealed = sealLines([JSON.stringify(brief), "the delta"]);
  const flipped = (at: number) => { const bytes = Buffer.from(sealed); bytes.writeUInt8(bytes.readUInt8(at) ^ 0x40, at); return bytes.toString("utf8"); };
  const damages: [string, string, Spooled][] = [
    ["whole", sealed, { brief, content: "the delta" }],
    ["cut in the delta", sealed.slice(0, -4), { brief, content: null }],
    ["cut before the delta", sealed.slice(0, sealed.indexOf("\n")), { brief, content: null }],
    ["cut in what it says in short", sealed.slice(0, 40), { brief: null, content: null }],
    ["nothing left of it", "", { brief: null, content: null }],
    ["a bit of the delta", flipped(sealed.length - 3), { brief, content: null }],
    ["a bit of the delta's checksum", flipped(sealed.indexOf("\n") + 2), { brief, content: null }],
    ["a bit of what it says in short", flipped(30), { brief: null, content: "the delta" }],
    ["zeros", "\0".repeat(sealed.length), { brief: null, content: null }],
  ];
  for (const [name, text, read] of damages) test(`tells what is whole: ${name}`, () => expect(readSpooled(text)).toEqual(read));
  test("a gap waits beside the deltas", async () => {
    const spool = await Spool.open(folder);
    await spool.addGap(3, "gap");
    const again = await Spool.open(folder);
    expect([again.depth, await again.nextGap()]).toEqual([1, { name: "gap-3.json", content: "gap" }]);
    const path = join(folder, "spool", "gap-3.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("gap", "gxp"));
    expect(await again.nextGap()).toEqual({ name: "gap-3.json", content: "gap" });
    writeFileSync(path, "");
    expect(await again.nextGap()).toEqual({ name: "gap-3.json", content: null });
    await again.setGapAside("gap-3.json");
    expect(await again.nextGap()).toBeNull();
  });
});

describe("the replica", () => {
  test("keeps its id and counts its lives; without its spool it is another", async () => {
    const first = await begin();
    await Spool.open(folder);
    const second = await begin();
    expect([first.incarnation, second.incarnation, second.id]).toEqual([1, 2, first.id]);
    rmSync(join(folder, "spool"), { recursive: true });
    const third = await begin();
    expect([third.incarnation, third.id === first.id]).toEqual([1, false]);
  });
});

describe("the running total", () => {
  const counts = (requests: number) => [{ model: "m", version: "1", environment: "production", requests, rows: requests }];
  const write = (requests: number) => {
    using file = new RunningTotalFile(folder, readRunningTotal(folder)?.generation ?? 0);
    file.write({ incarnation: 1, afterSequence: 4, fromMs: 0, toMs: 1, counts: counts(requests) });
  };
  test("the newest is read, a longer one before it does no harm, a torn one gives the one before", () => {
    write(123456);
    write(7);
    write(8);
    expect(readRunningTotal(folder)?.counts).toEqual(counts(8));
    const [torn = ""] = ["running-0.json", "running-1.json"].map((name) => join(folder, name)).filter((path) => readFileSync(path, "utf8").includes(`"requests":8,`));
    writeSync(openSync(torn, "r+"), "X", 30);
    expect(readRunningTotal(folder)?.counts).toEqual(counts(7));
  });
  test("what reached the spool after it was written is no loss", () => {
    expect(lostOf(counts(5), counts(3))).toEqual(counts(2));
    expect(lostOf(counts(5), counts(5))).toEqual([]);
    expect(lostOf(counts(5), counts(6))).toEqual([]);
  });
});
