import { expect, test } from "vitest";
import type { LoadedVersion } from "../contract.ts";
import { loadFailures } from "./load-failures.ts";

/** `2!`: version 2 unavailable for good; `2?`: tried again; `2`: ready; `2~`: loading. */
const held = (text: string): LoadedVersion[] => text.split(" ").filter(Boolean).map((one) => ({
  model: "m", version: one.replace(/\W/, ""), environments: ["production"], memoryBytes: 0, place: null,
  state: /[!?]/.test(one) ? "UNAVAILABLE" : one.endsWith("~") ? "LOADING" : "READY", reason: /[!?]/.test(one) ? "no" : null, final: one.endsWith("!"),
}));

test.each([
  ["nothing is held", [], ""], ["all is ready", ["1 2"], ""], ["one cannot be loaded", ["1 2!"], "2"], ["it is tried again", ["2?"], ""], ["another process has it ready", ["2!", "2"], ""],
  ["another is loading it", ["2!", "2~"], "2"], ["all say so: once", ["2!", "2!"], "2"],
])("%s", (_name, processes, failed) => expect(loadFailures(processes.map(held)).map(({ version }) => version).join(" ")).toBe(failed));
