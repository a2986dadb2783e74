import { describe, expect, test } from "vitest";
import type { AliasScope } from "../contract.ts";
import { mayMoveDirectly, plainForm, ProtectedAlias, protectionOf, type Protection } from "./protection.ts";

const protections: Protection[] = [{ alias: "champion", scope: "model" }, { alias: "gold", scope: "model" }, { alias: "gold", scope: "all" }, { alias: "production", scope: "environment" }, { alias: "production", scope: "all" }];

describe("what protects an alias", () => {
  test.each<{ name: string; alias: string; scope: AliasScope | null }>([
    { name: "one of this model", alias: "champion", scope: "model" },
    { name: "in other capitals", alias: "Champion", scope: "model" },
    { name: "in full width", alias: "ｃｈａｍｐｉｏｎ", scope: "model" },
    { name: "every model before this one", alias: "gold", scope: "all" },
    { name: "an environment's name before all", alias: "production", scope: "environment" },
    { name: "an environment's name with a long s", alias: "productıon", scope: "environment" },
    { name: "an environment's name with a Cyrillic o", alias: "pr\u043eduction", scope: "environment" },
    { name: "an environment's name with a Greek capital nu", alias: "PRODUCTIO\u039d", scope: "environment" },
    { name: "an environment's name and a letter that shows nothing", alias: "production\u3164", scope: "environment" },
    { name: "an environment's name after one", alias: "\uffa0production", scope: "environment" },
    { name: "nothing", alias: "challenger", scope: null },
    { name: "no part of a name", alias: "champion-2", scope: null },
  ])("$name", ({ alias, scope }) => expect(protectionOf(alias, protections)?.scope ?? null).toBe(scope));

  test("a word of another script stays as it is", () => expect(plainForm("Золото")).toBe("золото"));

  test.each<{ scope: AliasScope | null; right: boolean; may: boolean }>([
    { scope: null, right: false, may: true },
    { scope: "model", right: false, may: false },
    { scope: "model", right: true, may: true },
    { scope: "all", right: false, may: false },
    { scope: "all", right: true, may: true },
    { scope: "environment", right: false, may: false },
    { scope: "environment", right: true, may: false },
  ])("$scope, right $right: $may", ({ scope, right, may }) => expect(mayMoveDirectly(scope === null ? null : { alias: "a", scope }, right)).toBe(may));

  test.each<AliasScope>(["environment", "all", "model"])("a refusal by %s says so", (scope) => {
    const refusal = new ProtectedAlias("Gold", { alias: "gold", scope });
    expect(refusal).toMatchObject({ code: "forbidden", extra: { alias: "Gold", protectedBy: scope } });
    expect(refusal.message).toContain("'Gold'");
  });
});
