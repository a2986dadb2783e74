import { expect, test } from "vitest";
import { leastUsed } from "./least-used.ts";

const held = (text: string) => text.split(" ").filter(Boolean).map((one) => ({ name: one, usedAtMs: Number(/\d+/.exec(one)?.[0]), memoryBytes: Number(/=(\d+)/.exec(one)?.[1]), busy: one.endsWith("!") }));

/** `a5=40`: used at 5, 40 bytes; `!`: a request runs on it. At most 100 bytes. */
test.each([
  ["what fits stays", "a1=40 b2=60", ""], ["the least recently used leaves", "a9=60 b2=30 c5=40", "b2=30"], ["as many as it takes", "a9=60 b2=10 c5=60", "b2=10 c5=60"],
  ["none that is busy", "a1=80! b2=10 c3=90", "b2=10 c3=90"], ["never used goes first", "a7=60 b0=60", "b0=60"], ["one that is too large by itself", "a1=500", "a1=500"], ["nothing", "", ""],
])("%s", (_name, all, leaving) => expect(leastUsed(held(all), 100).map(({ name }) => name).join(" ")).toBe(leaving));
