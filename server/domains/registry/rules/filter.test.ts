import { expect, test } from "vitest";
import { type FilterSpec, mostComparisons, parseFilter, parseOrder } from "./filter.ts";
import { loggedModelFilter, modelFilter, runFilter, takePromptClause, versionFilter } from "./filter-specs.ts";

const parsed = (filter: string, spec: FilterSpec): unknown => {
  try {
    const { comparisons, never } = parseFilter(filter, spec);
    return [...comparisons.map((one) => [one.entity, one.key, one.operator, one.value]), ...(never ? ["never"] : [])];
  } catch (error) {
    return (error as Error).message;
  }
};

test.each<[string, FilterSpec, string, unknown]>([
  ["nothing", modelFilter, "", []],
  ["single quotes", modelFilter, "name = 'a b'", [["attribute", "name", "=", "a b"]]],
  ["double quotes, prefix, lower-case AND", modelFilter, `attribute.name ilike "A%" and tags.k = 'v'`, [["attribute", "name", "ILIKE", "A%"], ["tag", "k", "=", "v"]]],
  ["a quoted quote", modelFilter, "name = 'it''s'", [["attribute", "name", "=", "it's"]]],
  ["a keyword inside a value", modelFilter, "name = 'x AND y OR z'", [["attribute", "name", "=", "x AND y OR z"]]],
  ["backticks", modelFilter, "tag.`a b.c` != 'x'", [["tag", "a b.c", "!=", "x"]]],
  ["no spaces", modelFilter, "name='a'", [["attribute", "name", "=", "a"]]],
  ["a dangling AND", modelFilter, "name = 'a' AND", [["attribute", "name", "=", "a"]]],
  ["AND alone", modelFilter, "AND", []],
  ["two clauses without AND", modelFilter, "name = 'a' name = 'b'", [["attribute", "name", "=", "a"], ["attribute", "name", "=", "b"], "never"]],
  ["a list", modelFilter, "name IN ('a', \"b\")", [["attribute", "name", "IN", ["a", "b"]]]],
  ["a number", versionFilter, "version_number >= 2 AND run_id = 'r'", [["attribute", "version_number", ">=", 2], ["attribute", "run_id", "=", "r"]]],
  ["a metric", runFilter, "metrics.`val loss` < 1e-3", [["metric", "val loss", "<", 0.001]]],
  ["null", runFilter, "params.a IS NULL AND tags.b is not null", [["param", "a", "IS NULL", null], ["tag", "b", "IS NOT NULL", null]]],
  ["not in", runFilter, "attributes.run_id NOT IN ('a')", [["attribute", "run_id", "NOT IN", ["a"]]]],
  ["bare attribute of a run", runFilter, "status = 'FINISHED'", [["attribute", "status", "=", "FINISHED"]]],
  ["or", modelFilter, "name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR"],
  ["parentheses", modelFilter, "(name = 'a')", "Invalid clause(s) in filter string: ("],
  ["plural prefix on models", modelFilter, "attributes.name = 'a'", "Invalid entity type 'attributes'. Valid entity types are ('attribute', 'tag', 'tags')"],
  ["unknown attribute", modelFilter, "bogus = 'a'", "Invalid attribute key 'bogus' specified. Valid keys are '{'name'}'"],
  ["unquoted", modelFilter, "name = a", "Parameter value is either not quoted or unidentified quote types used for string value a. Use either single or double quotes."],
  ["order of names", modelFilter, "name > 'a'", "Invalid comparator for attribute: >"],
  ["like of a number", versionFilter, "version_number LIKE '1'", "Invalid comparator for attribute version_number: LIKE"],
  ["order of tags", modelFilter, "tag.k > 'a'", "Invalid comparator for tag: >"],
  ["text for a number", versionFilter, "version_number = 'x'", "Invalid value for numeric attribute 'version_number': 'x'"],
  ["an empty list", modelFilter, "name IN ()", "While parsing a list in the query, expected a non-empty list of string values, but got empty list"],
  ["number for a parameter", runFilter, "params.lr = 0.1", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 0.1"],
  ["text for a metric", runFilter, "metrics.loss = 'abc'", "Expected numeric value type for metric. Found 'abc'"],
  ["a list of names", runFilter, "run_name IN ('a')", "Invalid comparator for attribute: IN"],
  ["an attribute that every object has", modelFilter, "constructor = 'a'", "Invalid attribute key 'constructor' specified. Valid keys are '{'name'}'"],
  ["a prefix that every object has", modelFilter, "__proto__.x = 'a'", "Invalid entity type '__proto__'. Valid entity types are ('attribute', 'tag', 'tags')"],
  ["a comparison too many", runFilter, Array.from({ length: mostComparisons + 1 }, (_, index) => `tags.k${index} = 'a'`).join(" AND "), `A filter has at most ${mostComparisons} comparisons.`],
  ["a text longer than is read", runFilter, `run_name = '${"a".repeat(3_000_000)}'`, "A filter has at most 2000000 characters; this one has 3000013."],
  ["a quote left open", modelFilter, "name = 'a", "Invalid clause(s) in filter string: 'a"],
  ["an end too early", modelFilter, "name =", "Invalid clause(s) in filter string: name ="],
  ["logged model", loggedModelFilter, "status != 'x' AND metrics.a > 1", [["attribute", "status", "!=", "x"], ["metric", "a", ">", 1]]],
])("%s", (...[, spec, filter, expected]) => expect(parsed(filter, spec)).toEqual(expected));

test("the client's prompt clause is no test of a tag", () => {
  const models = takePromptClause(parseFilter("name = 'a' AND tag.`mlflow.prompt.is_prompt` != 'true'", modelFilter));
  expect([models.filter.comparisons.length, models.prompts]).toEqual([1, false]);
  const prompts = takePromptClause(parseFilter("tag.`mlflow.prompt.is_prompt` = 'true'", modelFilter));
  expect([prompts.filter.comparisons.length, prompts.prompts]).toEqual([0, true]);
});

test("a list of very many values is read in time that grows with it alone", () => {
  const ids = Array.from({ length: 50_000 }, (_, index) => index.toString(16).padStart(32, "0"));
  expect(parseFilter(`run_id IN (${ids.map((id) => `'${id}'`).join(", ")})`, runFilter).comparisons[0]?.value).toEqual(ids);
});

test("order_by", () => {
  for (const name of ["constructor.x", "__proto__.x", "hasOwnProperty.a"]) expect(() => parseOrder([name], runFilter)).toThrow(`Invalid order by key '${name}' specified.`);
  expect(() => parseOrder(Array.from({ length: mostComparisons + 1 }, (_, index) => `metrics.k${index}`), runFilter)).toThrow("at most");
  expect(parseOrder(["name", "version_number desc"], versionFilter).map((one) => [one.key, one.ascending])).toEqual([["name", true], ["version_number", false]]);
  expect(parseOrder(["metrics.`val loss` DESC"], runFilter)).toEqual([{ entity: "metric", key: "val loss", ascending: false }]);
  expect(() => parseOrder(["name UP"], versionFilter)).toThrow("Invalid ordering key in order_by clause 'name UP'.");
  expect(() => parseOrder(["bogus"], versionFilter)).toThrow("Invalid order by key 'bogus' specified. Valid keys are ");
  expect(() => parseOrder(["name", "name DESC"], versionFilter)).toThrow("duplicate fields");
});
