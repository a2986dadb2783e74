import { expect, test } from "vitest";
import type { AliasProtectionView, AliasView } from "#server/domains/registry/contract.ts";
import { aliasRows, moveWords, why } from "./words.ts";

const person = { id: "a", name: "A" };
const at = "2026-03-02T10:00:00.000Z";
const set = (alias: string, protectedBy: AliasView["protectedBy"]): AliasView => ({ alias, version: "2", protectedBy, setBy: person, setAt: at, releaseId: null });
const protection = (id: string, alias: string, model: string | null): AliasProtectionView => ({ id, alias, model, createdBy: person, createdAt: at });

test("aliases that are set come first, protected names without a version after them", () => {
  const rows = aliasRows([set("Gold", "model"), set("free", null), set("production", "environment"), set("top", "all")], [protection("1", "gold", "m"), protection("2", "waiting", "m"), protection("3", "top", null), protection("4", "every", null)]);
  expect(rows.map((row) => [row.alias, row.set !== null, row.protectedBy, row.protectionId])).toEqual([
    ["Gold", true, "model", "1"], ["free", true, null, null], ["production", true, "environment", null], ["top", true, "all", null], ["waiting", false, "model", "2"], ["every", false, "all", null],
  ]);
});

test.each([["1", "2", "v1 → v2"], [null, "2", "set to v2"], ["1", null, "taken from v1"]])("from %s to %s: %s", (from, to, words) => expect(moveWords({ from, to })).toBe(words));
test.each([[null, /Anybody/], ["environment", /only a release/], ["all", /every model/], ["model", /approver/]] as const)("%s says why", (scope, words) => expect(why(scope)).toMatch(words));
