import { expect, test } from "vitest";
import type { DependentsView } from "#server/domains/registry/contract-cleaning.ts";
import { consequences, subjectOf } from "./words.ts";

const none: DependentsView = { model: "delay", version: null, archived: false, blocked: null, archiveBlocked: null, versions: 0, aliases: [], cards: 0, baselines: 0, embeds: 0, webhooks: 0, runs: 0 };

test.each<[string, Partial<DependentsView>, string[]]>([
  ["a model with everything", { versions: 2, aliases: ["champion", "next"], cards: 1, baselines: 2, runs: 2, embeds: 1, webhooks: 2 }, [
    "With it go 2 versions, the aliases champion, next, 1 model card, 2 baselines.", "The 2 runs that made its versions stay, with all files.",
    "1 shared chart shows nothing of it from then on.", "2 webhooks listen for it and will hear no more.",
  ]],
  ["an empty model", {}, ["With it go 0 versions."]],
  ["a version with an alias", { version: "3", versions: 1, aliases: ["champion"], runs: 1 }, ["With it goes the alias champion.", "An alias does not come back with a restored version.", "The run that made it stays, with all files."]],
  ["a plain version", { version: "3", versions: 1 }, []],
])("%s", (_name, more, said) => expect(consequences({ ...none, ...more })).toEqual(said));

test("a subject by its name", () => {
  expect(subjectOf({ model: "delay", version: null })).toBe("delay");
  expect(subjectOf({ model: "delay", version: "3" })).toBe("delay v3");
});
