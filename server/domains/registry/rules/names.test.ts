import { expect, test } from "vitest";
import { checkAliasName, checkKey, checkModelName, checkTag, lastOfEachKey, nameFromHex, normalPath, parseStage, parseVersion } from "./names.ts";

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

test.each([
  ["plain", "flights", "accepted"],
  ["unicode", "gruße 飛行", "accepted"],
  ["256 characters", "x".repeat(256), "accepted"],
  ["257 characters", "x".repeat(257), "'name' exceeds the maximum length of 256 characters"],
  ["slash", "a/b", "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
  ["colon", "a:b", "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
  ["blank", " ", "Missing value for required parameter 'name'."],
])("model name: %s", (_case, name, said) => expect(refusal(() => checkModelName(name))).toBe(said));

test.each([
  ["word", "champion-2_b", "accepted"],
  ["dot", "a.b", "Invalid alias name: 'a.b'. Names may only contain alphanumerics, underscores (_), and dashes (-)."],
  ["latest, any case", "Latest", "'latest' alias name (case insensitive) is reserved."],
  ["a version", "V12", "Version alias name 'V12' is reserved."],
  ["v and more", "v12b", "accepted"],
  ["256 characters", "x".repeat(256), "'Registered model alias name' exceeds the maximum length of 255 characters"],
])("alias: %s", (_case, alias, said) => expect(refusal(() => checkAliasName(alias))).toBe(said));

const chars = "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
const files = (shown: string) => `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${shown}'`;
test.each([
  ["plain", "val/loss: a.b-c", "accepted"],
  ["dollar", "a$b", `Invalid value "a$b" for parameter 'key' supplied: ${chars}`],
  ["up", "../x", `Invalid value "../x" for parameter 'key' supplied: ${files("../x")}`],
  ["inner dot", "a/./b", `Invalid value "a/./b" for parameter 'key' supplied: ${files("a/b")}`],
  ["absolute", "/a", `Invalid value "/a" for parameter 'key' supplied: ${files("/a")}`],
  ["251 characters", "k".repeat(251), "'key' exceeds the maximum length of 250 characters"],
])("key: %s", (_case, key, said) => expect(refusal(() => checkKey(key))).toBe(said));

test("a tag's value has a limit", () => {
  expect(refusal(() => checkTag({ key: "k", value: "v".repeat(100_000) }))).toBe("accepted");
  expect(refusal(() => checkTag({ key: "k", value: "v".repeat(100_001) }))).toBe("'value' exceeds the maximum length of 100000 characters");
});

test.each([["1", 1], ["0", 0], ["-1", -1], ["99999999999", 2_147_483_647]])("version %s", (text, number) => expect(parseVersion(text)).toBe(number));
test.each(["abc", "1.0", "1e3", ""])("version %j is refused", (text) => expect(refusal(() => parseVersion(text))).toBe(`Parameter 'version' must be an integer, got '${text}'.`));

test("stages take any case and no other word", () => {
  expect(parseStage("pRODUCTION")).toBe("Production");
  expect(refusal(() => parseStage("Live"))).toBe("Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.");
});

test.each([["a//b/../c", "a/c"], ["", "."], ["../a", "../a"], ["/..", "/"], ["/a/..", "/"]])("normal path of %j", (path, normal) => expect(normalPath(path)).toBe(normal));

test("the last of a repeated key wins, and a name is made of its digits alone", () => {
  expect(lastOfEachKey([{ key: "a", value: "1" }, { key: "b", value: "2" }, { key: "a", value: "3" }])).toEqual([{ key: "a", value: "3" }, { key: "b", value: "2" }]);
  expect(nameFromHex("0000000100020000000000000000000f")).toBe(nameFromHex("00000001000200000000000000000000"));
  expect(nameFromHex("00000001000200000000000000000000")).toBe("able-auk-2");
});
