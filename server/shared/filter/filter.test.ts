import { describe, expect, test } from "vitest";
import { filterLimits, filterText, modelVocabulary, parseSearch, runVocabulary, timeMs, type Vocabulary } from "./index.ts";

/** A filter in the language's own spelling, or its problem as `at-end: message`. */
function said(text: string, vocabulary: Vocabulary = modelVocabulary): string {
  const parsed = parseSearch(text, vocabulary);
  return parsed.ok ? filterText(parsed.node) : `${parsed.problem.at}-${parsed.problem.end}: ${parsed.problem.message}`;
}

test.each([
  ["nothing", "  ", ""],
  ["one condition", "name = 'a b'", "name = 'a b'"],
  ["MLflow's spellings", `attribute.name ilike "A%" and tag."odd key" <> 'v' AND version_number==3`, "name ILIKE 'A%' AND tags.`odd key` != 'v' AND version = 3"],
  ["a quote inside", "name = 'it''s'", "name = 'it''s'"],
  ["a keyword inside a value", "name = 'x AND y OR (z'", "name = 'x AND y OR (z'"],
  ["AND binds stronger than OR", "owner = 'a' OR owner = 'b' AND name = 'c'", "owner = 'a' OR owner = 'b' AND name = 'c'"],
  ["parentheses that change it stay", "(owner = 'a' OR owner = 'b') AND name = 'c'", "(owner = 'a' OR owner = 'b') AND name = 'c'"],
  ["parentheses that change nothing go", "((owner = 'a') AND (name = 'c'))", "owner = 'a' AND name = 'c'"],
  ["NOT of a group", "not (owner = 'a' or is:archived)", "NOT (owner = 'a' OR is:archived)"],
  ["NOT of one", "NOT NOT owner = 'a'", "NOT NOT owner = 'a'"],
  ["numbers of metrics and parameters", "metrics.auc > 0.9 OR params.depth >= 5", "metrics.auc > 0.9 OR params.depth >= 5"],
  ["a metric by an odd key", "metrics.`val loss` < 1e-3", "metrics.`val loss` < 0.001"],
  ["text of a parameter", "params.solver = 'adam'", "params.solver = 'adam'"],
  ["a list", "owner IN ('a', \"b\")", "owner IN ('a', 'b')"],
  ["not in a list", "owner NOT IN ('a')", "NOT owner IN ('a')"],
  ["not like", "name not like 'x%'", "NOT name LIKE 'x%'"],
  ["missing", "owner IS NULL AND tags.tier is not null", "owner IS NULL AND tags.tier IS NOT NULL"],
  ["a day", "created >= '2026-11-01'", "created >= '2026-11-01'"],
  ["how long ago, without quotes", "updated > -7d", "updated > '-7d'"],
  ["epoch milliseconds, as MLflow counts", "timestamp > 1767000000000", "updated > '1767000000000'"],
  ["a choice in other capitals", "drift = 'ALERT'", "drift = 'alert'"],
  ["typed short", "owner:Arrivals AND is:archived AND tag:tier AND tag:tier=1 AND metric:auc>0.9", "owner = 'Arrivals' AND is:archived AND tags.tier IS NOT NULL AND tags.tier = 1 AND metrics.auc > 0.9"],
  ["typed short with quotes", "owner:'Two words'", "owner = 'Two words'"],
  ["typed short, a time", "created:-7d", "created >= '-7d'"],
])("reads %s", (_case, given, expected) => {
  expect(said(given)).toBe(expected);
  expect(said(expected)).toBe(expected);
});

test.each([
  ["a field that is none, with the one meant", "onwer = 'a'", "0-5: Models have no field 'onwer'. Did you mean owner? There are words, name, owner, description, tags.KEY, environment, drift, is, alias, stage, version, metrics.KEY, params.KEY, created, updated."],
  ["text without quotes", "owner = Arrivals", "8-16: Put the text in quotes: 'Arrivals'."],
  ["a quote left open", "name = 'a", "7-9: The quote ' is not closed. End the text with ', and write a ' inside it twice."],
  ["an end too early", "name =", "6-6: Put the text in quotes: 'text'."],
  ["a comparison that is none", "name 'a'", "5-8: Expected a comparison after name (=, !=, LIKE, ILIKE, IN), not 'a'."],
  ["a comparison of another kind", "name > 'a'", "5-6: name is compared by =, !=, LIKE, ILIKE, IN, not >."],
  ["text for a metric", "metrics.auc > 'high'", "14-20: metrics is compared with a number, such as 0.9, not 'high'."],
  ["a number too large", "metrics.auc > 1e999", "14-19: metrics is compared with a number, such as 0.9, not 1e999."],
  ["a metric without its key", "metrics > 1", "0-7: metrics needs a key: metrics.auc > 0.9."],
  ["a key where there is none", "owner.x = 'a'", "0-7: owner has no keys: write owner alone."],
  ["a time that is none", "created > 'soon'", "10-16: created is compared with a day ('2026-11-01'), a time ('2026-11-01T08:00:00Z') or how long ago ('-7d', '-12h'), not 'soon'."],
  ["a day that is none", "created > '2026-02-30'", "10-22: created is compared with a day ('2026-11-01'), a time ('2026-11-01T08:00:00Z') or how long ago ('-7d', '-12h'), not '2026-02-30'."],
  ["a time that is equal", "created = '2026-11-01'", "8-9: created is compared by >, >=, <, <=, not =."],
  ["a choice that is none", "drift = 'bad'", "8-13: 'drift' is one of steady, drifting, alert, unknown, not 'bad'."],
  ["a parenthesis left open", "(name = 'a'", "11-11: The parenthesis at character 1 is not closed."],
  ["a parenthesis too many", "name = 'a')", "10-11: There is no opening parenthesis for this one."],
  ["two conditions without AND", "name = 'a' name = 'b'", "11-15: Expected AND, OR or the end here, not name."],
  ["a dangling AND", "name = 'a' AND", "14-14: Expected a condition here, such as words = 'text', not the end."],
  ["an empty list", "owner IN ()", "10-11: Expected text in quotes in the list, such as IN ('a', 'b'), not )."],
  ["a list left open", "owner IN ('a'", "13-13: The list is not closed: end it with )."],
  ["order of text", "params.a > 'x'", "11-14: > compares numbers: write one without quotes, not 'x'."],
  ["an exclamation mark", "! name = 'a'", "0-1: ! stands only in !=. Write NOT before a condition to turn it round."],
  ["NULL of what is always there", "name IS NULL", "5-7: name is compared by =, !=, LIKE, ILIKE, IN, not IS NULL."],
  ["U+0000", "name = 'a\0'", "0-11: The filter holds a character that is no text (U+0000 or half of a surrogate pair)."],
])("refuses %s", (_case, given, expected) => expect(said(given)).toBe(expected));

test("a run's fields go by MLflow's names too", () => {
  expect(said("attributes.run_name LIKE 'a%' AND start_time > 1767000000000 AND is:registered", runVocabulary)).toBe("name LIKE 'a%' AND started > '1767000000000' AND is:registered");
});

test("it is bounded in length, conditions, depth and lists", () => {
  const many = (count: number) => Array.from({ length: count }, () => "is:serving").join(" OR ");
  expect(said(many(filterLimits.conditions))).not.toContain("at most");
  expect(said(many(filterLimits.conditions + 1))).toContain("at most 50 conditions");
  expect(said(`${"(".repeat(17)}is:serving${")".repeat(17)}`)).toContain("at most 16 deep");
  expect(said(`${"NOT ".repeat(16)}is:serving`)).not.toContain("deep");
  expect(said("(".repeat(2000))).toContain("at most 16 deep");
  expect(said("x".repeat(2001))).toContain("at most 2000 characters");
  expect(said(`owner IN (${Array.from({ length: 101 }, () => "'a'").join(",")})`)).toContain("at most 100 values");
});

describe("a time", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  test.each([
    ["2026-11-01", "2026-11-01T00:00:00.000Z"], ["2026-11-01T08:30Z", "2026-11-01T08:30:00.000Z"], ["2026-11-01T08:30:00+02:00", "2026-11-01T06:30:00.000Z"],
    ["-7d", "2026-11-16T12:00:00.000Z"], ["-90m", "2026-11-23T10:30:00.000Z"], ["-2w", "2026-11-09T12:00:00.000Z"],
    ["0000-01-01", null], ["9999-01-01", null], ["-99999d", null], ["2026-11-01 08:00", null], ["", null],
  ])("%s", (text, expected) => {
    const ms = timeMs(text, now);
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(expected);
  });
});

/** Words of the language and of none, in any order: whatever is read can be written and read again as the same. */
test("any text is read or refused at a place inside it, and what is read is written and read again as the same", () => {
  const parts = ["name", "owner", "tags.a", "tags.`b c`", "metrics.auc", "params.x", "is", ":", "=", "!=", ">=", "LIKE", "IN", "IS", "NULL", "NOT", "AND", "OR", "(", ")", ",", "'a'", "\"b''\"", "'it''s'", "0.5", "-7d", "1e400", "`", "'", "created", "archived", "drift", "'alert'", "\0", "é", "\ud800", "stage", "tag:k=v", "is:serving", "owner = 'a'", "metrics.m > 1"];
  let seed = 20261123;
  const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32; };
  let read = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 9) }, () => parts[Math.floor(random() * parts.length)]).join(random() < 0.8 ? " " : "");
    const parsed = parseSearch(text, modelVocabulary);
    if (!parsed.ok) {
      const { at, end, message } = parsed.problem;
      if (at < 0 || at > end || end > text.length || message.length === 0) throw new Error(`${JSON.stringify(text)}: ${at}-${end} ${message}`);
      continue;
    }
    read += 1;
    const again = parseSearch(filterText(parsed.node), modelVocabulary);
    expect(again, text).toEqual(parsed);
  }
  expect(read).toBeGreaterThan(200);
});
