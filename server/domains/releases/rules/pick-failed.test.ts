import { expect, test } from "vitest";
import type { ReleaseKind, ReleaseState } from "../contract.ts";
import { failedOutcome } from "./pick-failed.ts";

/** `1 2- 3*`: spells in their order, the last open; `-`: a rollback ended it. */
const spells = (text: string) => text.split(" ").filter(Boolean).map((one, id) => ({ id, versionId: Number(/\d+/.exec(one)?.[0]), ended: !one.endsWith("*"), rolledBack: one.includes("-") }));
const live = { state: "live", kind: "promotion", versionId: 2 } as const;

test.each<[string, { state: ReleaseState; kind: ReleaseKind; versionId: number }, string, number | null | undefined]>([
  ["the one before serves again", live, "1 2*", 1], ["also while it rolls out", { ...live, state: "rolling" }, "1 2*", 1], ["also after a rollback to it", { ...live, kind: "rollback" }, "1 3 2*", 3],
  ["not one that was rolled back", live, "1 3- 2*", 1], ["nothing served before", live, "2*", null],
  ["something else serves by now", live, "1 2 3*", undefined], ["it is decided already", { ...live, state: "failed" }, "1 2*", undefined], ["an open one moved nothing", { ...live, state: "open" }, "1 2*", undefined],
  ["a retirement moved nothing that loads", { ...live, kind: "retirement" }, "1 2*", undefined],
])("%s", (_name, ...[release, history, backTo]) => expect(failedOutcome(release, spells(history))).toEqual(backTo === undefined ? { act: "nothing" } : { act: "fail", backTo }));
