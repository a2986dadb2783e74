import { expect, test } from "vitest";
import { elsewhere, noSelection, type Selection, tick, tickAll } from "./selection.ts";

const rows = ["a", "b", "c", "d", "e"];
const ticked = (selection: Selection) => [...selection.names].toSorted((one, other) => one.localeCompare(other)).join("");
const on = (selection: Selection, name: string, range = false) => tick(selection, rows, { name, on: true, range });
const off = (selection: Selection, name: string, range = false) => tick(selection, rows, { name, on: false, range });

test.each<[string, Selection, string]>([
  ["one", on(noSelection, "b"), "b"],
  ["two, each by itself", on(on(noSelection, "b"), "d"), "bd"],
  ["a range downwards", on(on(noSelection, "b"), "d", true), "bcd"],
  ["a range upwards", on(on(noSelection, "d"), "b", true), "bcd"],
  ["a range without a beginning is one", on(noSelection, "c", true), "c"],
  ["a range taken back", off(on(on(noSelection, "a"), "e", true), "d", true), "abc"],
  ["a range whose beginning is on another page is one", on({ names: new Set(["z"]), anchor: "z" }, "c", true), "cz"],
  ["all of the page", tickAll({ names: new Set(["z"]), anchor: null }, rows), "abcdez"],
])("%s", (_case, selection, expected) => expect(ticked(selection)).toBe(expected));

test("ticked rows of other pages are counted", () => expect(elsewhere(on({ names: new Set(["y", "z"]), anchor: null }, "a"), rows)).toBe(2));
