import { describe, expect, test } from "vitest";
import { mainEnvironment, mainRange, monitorQuery, shifted, widthWords, windowChoices } from "./query.ts";

const read = (address: Record<string, string>) => monitorQuery({ model: "m", environment: "production" }, (key) => address[key]);

describe("the address of a monitoring page", () => {
  test("an empty one is the last hour of production, live", () => expect(read({})).toEqual({ model: "m", environment: "production", range: "1h" }));
  test("what does not fit is the default", () => expect(read({ range: "2y", environment: "moon", version: "x", window: "-5", from: "yesterday" })).toEqual({ model: "m", environment: "production", range: "1h" }));
  test("a fixed range needs both ends, in order", () => {
    expect(read({ from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z" }).from).toBeUndefined();
    expect(read({ from: "2026-03-01T00:00:00+01:00", to: "2026-03-02T00:00:00Z" })).toMatchObject({ from: "2026-02-28T23:00:00.000Z", to: "2026-03-02T00:00:00.000Z" });
  });
  test("everything that fits is taken", () => expect(read({ range: "6h", environment: "staging", version: "3", window: "30", feature: "origin" })).toEqual({ model: "m", environment: "staging", range: "6h", version: 3, windowSeconds: 30, feature: "origin" }));
});

test("our own numbers are not asked for, others by name and definition", () => {
  const read = (asked: Record<string, string>) => { const { measure, as, third } = monitorQuery({ model: "m", environment: "production" }, (key) => asked[key]); return [measure, as, third]; };
  expect(read({})).toEqual([undefined, undefined, undefined]);
  expect(read({ metric: "js", as: "signalbox" })).toEqual([undefined, undefined, undefined]);
  expect(read({ metric: "ks" })).toEqual(["ks", undefined, undefined]);
  expect(read({ as: "nannyml", third: "v2" })).toEqual(["psi", "nannyml", "v2"]);
  expect(read({ metric: "x", as: "y", third: "v0" })).toEqual([undefined, undefined, undefined]);
});
test("the window before, and the one after that ends by now", () => {
  const range = { from: "2026-03-02T09:00:00.000Z", to: "2026-03-02T10:00:00.000Z" };
  expect(shifted(range, -1, 0)).toEqual({ from: "2026-03-02T08:00:00.000Z", to: "2026-03-02T09:00:00.000Z" });
  expect(shifted(range, 1, Date.parse("2026-03-02T10:20:00Z"))).toEqual({ from: "2026-03-02T09:20:00.000Z", to: "2026-03-02T10:20:00.000Z" });
  expect(shifted(range, 1, 0)).toEqual(range);
});

test("production unless only another environment serves", () => {
  expect(mainEnvironment([])).toBe("production");
  expect(mainEnvironment(["staging"])).toBe("staging");
  expect(mainEnvironment(["staging", "production"])).toBe("production");
});

test("a short day of the data is shown over ten minutes", () => expect([mainRange(120), mainRange(86_400)]).toEqual(["10m", "1h"]));

test.each([[120, "2 min"], [90, "90 s"], [86_400, "24 h"], [604_800, "7 d"], [5400, "90 min"]])("%d s is written %s", (seconds, text) => expect(widthWords(seconds)).toBe(text));

test("windows to pick from lie on the base grid", () => {
  expect(windowChoices(120, 5).map((choice) => choice.seconds)).toEqual([5, 30, 120, 840]);
  expect(windowChoices(86_400, 10).map((choice) => choice.seconds)).toEqual([3600, 21_600, 86_400, 604_800]);
  expect(windowChoices(120, 5).map((choice) => choice.text)).toContain("2 min, the drift window");
});
