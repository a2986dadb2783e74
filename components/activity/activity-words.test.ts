import { expect, test } from "vitest";
import type { ActivityItem } from "#server/domains/registry/contract-activity.ts";
import { told } from "./activity-words.ts";

const of = { model: "m", version: "3" };
const item = (change: Partial<ActivityItem>): ActivityItem => ({ id: "1", at: "2026-01-01T00:00:00.000Z", actor: "Ann", action: "version.created", detail: {}, releaseId: null, alias: null, ...change });
test.each([
  ["registered", {}, "registered it"],
  ["a description", { action: "version.updated", detail: { description: "better" } }, "wrote the description"],
  ["a description taken away", { action: "version.updated", detail: { description: "" } }, "took the description away"],
  ["a tag", { action: "version.tagged", detail: { key: "a", value: "b" } }, "set the tag a to b"],
  ["an empty tag", { action: "version.tagged", detail: { key: "a", value: "" } }, "set the tag a to an empty value"],
  ["a tag taken away", { action: "version.tagged", detail: { key: "a", value: null } }, "removed the tag a"],
  ["an alias that was elsewhere", { action: "alias.set", alias: { name: "champion", from: "2", to: "3" } }, "moved @champion here from v2"],
  ["a new alias", { action: "alias.set", alias: { name: "champion", from: null, to: "3" } }, "pointed @champion here"],
  ["an alias that went on", { action: "alias.set", alias: { name: "champion", from: "3", to: "4" } }, "moved @champion from here to v4"],
  ["an alias that ended", { action: "alias.deleted", alias: { name: "champion", from: "3", to: null } }, "took @champion away from here"],
  ["a request", { action: "release.requested", detail: { environment: "staging", comment: "try" }, releaseId: "7" }, "asked for staging"],
  ["an act of tomorrow", { action: "version.moved_house" }, "version moved house"],
] satisfies [string, Partial<ActivityItem>, string][])("%s", (_case, change, words) => expect(told(item(change), of).words).toBe(words));
test("a release is linked to, and so is a card's text", () => {
  expect(told(item({ action: "release.approved", releaseId: "7", detail: { comment: "fine" } }), of)).toMatchObject({ link: { href: "/releases/7" }, note: "fine" });
  expect(told(item({ action: "version.card_saved", detail: { revision: "12" } }), of).link?.href).toBe("/models/m/versions/3/card?revision=12");
});
