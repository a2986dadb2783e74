import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeltaPayload } from "../../domains/monitoring/contract.ts";
import { systemIds } from "../../platform/ids.ts";
import { beginIncarnation } from "./identity.ts";
import { readRunningTotal, RunningTotalFile } from "./running-total.ts";
import { Spool } from "./spool.ts";
import { lostOf } from "./watch.ts";

let folder = "";
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "signalbox-spool-")); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const files = () => readdirSync(join(folder, "spool")).sort();
const begin = () => beginIncarnation(folder, { ids: systemIds, now: new Date(0) });

describe("the spool", () => {
  test("keeps what waits, in order, over a restart, and the highest after its acknowledgement", async () => {
    const spool = await Spool.open(folder);
    for (const sequence of [1, 2, 3]) await spool.add(sequence, `bytes of ${sequence}`, 0);
    await spool.acknowledge(1);
    const again = await Spool.open(folder);
    expect([again.next(), again.highest, again.depth]).toEqual([2, 3, 2]);
    expect(await again.read(2)).toBe("bytes of 2");
    await again.acknowledge(2);
    await again.acknowledge(3);
    expect([again.next(), again.depth, files()]).toEqual([null, 0, ["000000000003.json"]]);
    await again.add(4, "bytes of 4", 0);
    expect(files()).toEqual(["000000000004.json"]);
  });
  test("drops what was half written", async () => {
    const spool = await Spool.open(folder);
    writeSync(openSync(join(folder, "spool", "000000000001.json.new"), "w"), "{\"half");
    expect([spool.highest, (await Spool.open(folder)).highest, files()]).toEqual([0, 0, ["000000000000.json"]]);
  });
  test("a gap waits beside the deltas", async () => {
    const spool = await Spool.open(folder);
    await spool.addGap(3, "gap");
    const again = await Spool.open(folder);
    expect([again.depth, await again.nextGap()]).toEqual([1, { name: "gap-3.json", content: "gap" }]);
    await again.acknowledgeGap("gap-3.json");
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
    const payload = (requests: number): DeltaPayload => ({ formatVersion: 1, windows: [{ versionId: 1, model: "m", version: "1", environment: "production", widthSeconds: 10, startsAtMs: 0, counters: { formatVersion: 1, requests, errors: 0, rows: requests, latency: {}, columns: {} } }] });
    expect(lostOf(counts(5), [payload(3)])).toEqual(counts(2));
    expect(lostOf(counts(5), [payload(5)])).toEqual([]);
    expect(lostOf(counts(5), [payload(6)])).toEqual([]);
  });
});
