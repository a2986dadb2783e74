import { expect, test } from "vitest";
import type { LineageKind } from "#server/shared/lineage.ts";
import type { Shown, ShownNode } from "./collapse.ts";
import { besideOf, spokenOf, stepFrom } from "./walk.ts";

const node = (id: string, more: Partial<ShownNode> = {}): ShownNode => ({ id, kind: id.split(":")[0] as LineageKind, label: id, note: "", href: null, at: null, state: null, family: "", members: null, ...more });
const edge = (from: string, to: string): Shown["edges"][number] => ({ from, to, relation: "r", since: null, until: null, carries: true, count: 1 });
const shown: Shown = { nodes: [node("run:a"), node("run:b"), node("version:1"), node("version:2"), node("release:7")], edges: [edge("run:a", "version:1"), edge("run:b", "version:2"), edge("version:2", "release:7"), edge("run:a", "version:2")], groups: [] };
const layout = { places: new Map([["run:a", { x: 0, y: 0 }], ["run:b", { x: 0, y: 50 }], ["version:1", { x: 200, y: 0 }], ["version:2", { x: 200, y: 50 }], ["release:7", { x: 400, y: 0 }]]) };

test.each([
  { id: "run:a", key: "ArrowRight", to: "version:1" }, { id: "run:b", key: "ArrowRight", to: "version:2" }, { id: "version:2", key: "ArrowLeft", to: "run:b" }, { id: "version:2", key: "ArrowRight", to: "release:7" },
  { id: "release:7", key: "ArrowRight", to: null }, { id: "run:a", key: "ArrowLeft", to: null }, { id: "run:a", key: "ArrowDown", to: "run:b" }, { id: "run:b", key: "ArrowUp", to: "run:a" }, { id: "run:b", key: "ArrowDown", to: null },
  { id: "run:a", key: "x", to: null }, { id: "gone", key: "ArrowRight", to: null },
])("$key on $id goes to $to", ({ id, key, to }) => expect(stepFrom(shown, layout, { id, key })).toBe(to));

test("a node reads out what it is and what it is connected to", () => {
  expect(spokenOf(node("version:2", { label: "m v2", note: "serves in production" }), besideOf(shown, "version:2"))).toBe("Version m v2, serves in production; from run:b, run:a; to release:7.");
  expect(spokenOf(node("group:version:m", { kind: "version", label: "37 older versions", members: [] }), { from: [], to: [] })).toBe("37 older versions; Enter unfolds.");
});
