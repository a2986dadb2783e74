import { expect, test } from "vitest";
import { conjuncts, filterText, modelVocabulary, parseSearch } from "#server/shared/filter/index.ts";
import { completionsOf, comparisonsOf, draftOf, nodeOf, tokenWords, typedOf, withToken, wordsNode } from "./tokens.ts";

const nodes = (text: string) => {
  const parsed = parseSearch(text, modelVocabulary);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return conjuncts(parsed.node);
};

test.each([
  ["owner = 'Arrivals'", "Owner is Arrivals"],
  ["NOT owner = 'Arrivals'", "Owner is not Arrivals"],
  ["name ILIKE '%delay%'", "Name contains delay"],
  ["name ILIKE 'fl%'", "Name begins with fl"],
  ["owner IN ('a', 'b')", "Owner is any of a, b"],
  ["tags.tier = 1", "tier = 1"],
  ["tags.tier IS NOT NULL", "tier is there"],
  ["metrics.auc > 0.9", "auc > 0.9"],
  ["created >= '-7d'", "Created since -7d"],
  ["drift = 'alert'", "Drift now is alert"],
  ["NOT is:archived", "Is not archived"],
  ["owner = 'a' OR drift = 'alert'", "owner = 'a' OR drift = 'alert'"],
])("the token %s reads %s, and its form gives the same condition", (text, words) => {
  const [node] = nodes(text);
  if (node === undefined) throw new Error("nothing was read");
  expect(tokenWords(node, modelVocabulary)).toBe(words);
  const draft = draftOf(node, modelVocabulary);
  if (node.kind === "or") { expect(draft).toBeNull(); return; }
  expect(draft === null ? null : nodeOf(draft, modelVocabulary)).toEqual({ node });
});

test("every comparison that a form offers makes a condition that the form shows again", () => {
  for (const field of modelVocabulary.fields) {
    for (const comparison of comparisonsOf(field)) {
      const missing = comparison.operator.startsWith("IS ");
      const value = missing ? "" : (field.choices?.[0] ?? (field.kind === "time" ? "-7d" : field.kind === "text" ? "it's" : "3"));
      const draft = { field: field.name, key: field.kind === "pair" || field.kind === "measure" ? "a key" : "", comparison: comparison.name, value };
      const made = nodeOf(draft, modelVocabulary);
      if (!("node" in made)) throw new Error(`${field.name} ${comparison.name}: ${made.problem}`);
      expect(draftOf(made.node, modelVocabulary), `${field.name} ${comparison.name}`).toEqual(draft);
    }
  }
});

test.each([
  ["no value", { field: "owner", key: "", comparison: "is", value: " " }, "Write a value."],
  ["no key", { field: "tags", key: "", comparison: "is", value: "1" }, "Name the tag."],
  ["text for a number", { field: "metrics", key: "auc", comparison: "above", value: "high" }, "There is no"],
  ["a bad time", { field: "created", key: "", comparison: "least", value: "soon" }, "created is compared with a day"],
])("a form with %s says so", (_case, draft, problem) => {
  const made = nodeOf(draft, modelVocabulary);
  expect("problem" in made ? made.problem : "").toContain(problem === "There is no" ? "metrics is compared with a number" : problem);
});

test("tokens are replaced and removed where they stand", () => {
  const all = nodes("owner = 'a' AND (drift = 'alert' OR is:waiting) AND tags.tier = 1");
  expect(withToken(all, 1, null)).toBe("owner = 'a' AND tags.tier = 1");
  expect(withToken(all, 0, nodes("name = 'x'")[0] ?? null)).toBe("name = 'x' AND (drift = 'alert' OR is:waiting) AND tags.tier = 1");
  expect(withToken(nodes("is:waiting"), 0, null)).toBe("");
});

test.each([
  ["flight delay", "words"], ["the owner", "words"], ["owner", "words"], ["http://x", "words"], ["owner:", "unfinished"], ["owner = 'x", "unfinished"], ["owner:Arrivals", "condition"], ["metrics.auc > 0.9", "condition"], ["NOT is:waiting", "condition"], ["tag:tier=1", "condition"],
])("%s is %s", (text, kind) => expect(typedOf(text, modelVocabulary).kind).toBe(kind));

test("what may follow: fields, their values, tags by name and by value", () => {
  const suggest = (field: string, key: string | null) => (field === "owner" ? ["Arrivals", "Two words"] : field === "tags" ? (key === null ? ["tier", "area"] : ["1", "2"]) : []);
  const texts = (typed: string) => completionsOf(typed, modelVocabulary, suggest).map((one) => one.text);
  expect(texts("ow")).toEqual(["owner:"]);
  expect(texts("owner:")).toEqual(["owner:Arrivals", "owner:'Two words'"]);
  expect(texts("owner:two")).toEqual(["owner:'Two words'"]);
  expect(texts("drift:al")).toEqual(["drift:alert"]);
  expect(texts("tag:ti")).toEqual(["tags:tier"]);
  expect(texts("tags:tier=")).toEqual(["tags:tier=1", "tags:tier=2"]);
  expect(texts("flight delay")).toEqual([]);
  for (const typed of ["owner:", "drift:", "tags:", "tags:tier=", "is:"]) for (const text of texts(typed)) expect(typedOf(text, modelVocabulary).kind, text).toBe("condition");
});

test("words of a list without a search of its own look into its first text", () => {
  const node = wordsNode("two words", { ...modelVocabulary, fields: modelVocabulary.fields.filter((field) => field.name !== "words") });
  expect(filterText(node)).toBe("name ILIKE '%two words%'");
});
