import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../../testing/golden.ts";
import { earliestDeadlineMs, mayWait, nextTurn, sweep, type Waiting } from "./queue.ts";

/** `a2`: two rows of kind a; `-1`: one row that runs alone; `a2!5`: too late from 5 on. */
const parse = (text: string): Waiting<string> => {
  const [, kind = "", rows, , late] = /^(.)(\d+)(!(\d+))?$/.exec(text) ?? [];
  return { request: text, rows: Number(rows), kind: kind === "-" ? null : kind, sinceMs: 0, deadlineMs: late === undefined ? Infinity : Number(late) };
};
const line = (text: string) => text.split(" ").filter(Boolean).map(parse);
const shown = (list: readonly Waiting<string>[]) => list.map(({ request }) => request).join(" ");

describe("who goes next, at 10, eight rows at most", () => {
  test.each([
    { name: "nobody", waiting: "", late: "", batch: "", rest: "" },
    { name: "one", waiting: "a1", late: "", batch: "a1", rest: "" },
    { name: "all of a kind that fit", waiting: "a1 a2 a5", late: "", batch: "a1 a2 a5", rest: "" },
    { name: "what does not fit waits, and nobody of its kind passes it by", waiting: "a4 a5 a1", late: "", batch: "a4", rest: "a5 a1" },
    { name: "other kinds keep their place", waiting: "a1 b1 a2 b2", late: "", batch: "a1 a2", rest: "b1 b2" },
    { name: "the oldest decides the kind", waiting: "b1 a1 a1 b1", late: "", batch: "b1 b1", rest: "a1 a1" },
    { name: "one that runs alone takes nobody along", waiting: "-1 a1 -1", late: "", batch: "-1", rest: "a1 -1" },
    { name: "and joins nobody", waiting: "a1 -1 a1", late: "", batch: "a1 a1", rest: "-1" },
    { name: "more rows than a batch run as they are, alone", waiting: "a20 a1", late: "", batch: "a20", rest: "a1" },
    { name: "who is too late is not run", waiting: "a1!10 a2!11 a3!9", late: "a1!10 a3!9", batch: "a2!11", rest: "" },
    { name: "also when all are", waiting: "a1!1 b1!2", late: "a1!1 b1!2", batch: "", rest: "" },
  ])("$name", ({ waiting, late, batch, rest }) => {
    const turn = nextTurn(line(waiting), 10, 8);
    expect([shown(turn.late), shown(turn.batch), shown(turn.rest)]).toEqual([late, batch, rest]);
  });
});

test("with one row at most every request keeps to itself, whatever its size", () => {
  const turn = nextTurn(line("a3 a1 a1"), 10, 1);
  expect([shown(turn.batch), shown(turn.rest)]).toEqual(["a3", "a1 a1"]);
  expect(shown(nextTurn(turn.rest, 10, 1).batch)).toBe("a1");
});

test.each([
  ["an empty queue takes one of any size", 0, 0, 5000, 100, true], ["it fills up", 3, 60, 40, 100, true], ["no further", 3, 61, 40, 100, false],
])("%s", (_name, ...[requests, rows, more, most, taken]) => expect(mayWait({ requests, rows }, more, most)).toBe(taken));

test("those whose time is over leave, and the next moment to look is known", () => {
  const { late, rest } = sweep(line("a1!5 a1!20 b1!10 a1"), 10);
  expect([shown(late), shown(rest), earliestDeadlineMs(rest), earliestDeadlineMs([])]).toEqual(["a1!5 b1!10", "a1!20 a1", 20, Infinity]);
});

test("any line is worked off in order of each kind, everybody once, within the limit", () => {
  const random = mulberry32(20261123);
  const below = (limit: number) => Math.floor(random.next().value * limit);
  for (let round = 0; round < 300; round += 1) {
    const all = Array.from({ length: below(40) }, (_, at) => ({ ...parse(`${"abc-"[below(4)]}${1 + below(12)}${below(4) === 0 ? `!${below(60)}` : ""}`), request: String(at) }));
    let waiting: Waiting<string>[] = all;
    const gone: string[] = [];
    const ran = new Map<string, number[]>();
    for (let nowMs = 0; waiting.length > 0; nowMs += 1) {
      const { late, batch, rest } = nextTurn(waiting, nowMs, 8);
      expect(late.every(({ deadlineMs }) => deadlineMs <= nowMs) && batch.every(({ deadlineMs }) => deadlineMs > nowMs)).toBe(true);
      expect(batch.length <= 1 || batch.reduce((sum, { rows }) => sum + rows, 0) <= 8).toBe(true);
      expect(batch.every(({ kind }) => kind === batch[0]?.kind) && (batch[0]?.kind !== null || batch.length === 1)).toBe(true);
      expect(batch.length > 0 || rest.length === 0).toBe(true);
      gone.push(...late.map(({ request }) => request), ...batch.map(({ request }) => request));
      for (const { request, kind } of batch) ran.set(kind ?? "-", [...(ran.get(kind ?? "-") ?? []), Number(request)]);
      waiting = rest;
    }
    expect(gone.toSorted((a, b) => Number(a) - Number(b))).toEqual(all.map(({ request }) => request));
    for (const order of ran.values()) expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});
