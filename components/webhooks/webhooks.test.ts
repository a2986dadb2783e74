import { expect, test } from "vitest";
import type { WebhookView } from "#server/domains/webhooks/contract.ts";
import { draftOf, notYet, savedOf, withEvent } from "./form.ts";
import { deliveriesHref, deliveriesQuery, webhooksHref } from "./query.ts";
import { listSentence, modelsWords, standingOf, testWords, wordsOf } from "./words.ts";

const webhook: WebhookView = {
  id: "w", name: "ci", description: null, url: "https://ci.example.com/hook", events: [{ entity: "RELEASE", action: "APPROVED" }], models: ["a", "b"], status: "ACTIVE", kind: "mlflow", signed: true,
  createdBy: { id: "p", name: "Ada" }, createdAt: "2026-03-02T10:00:00.000Z", updatedAt: "2026-03-02T10:00:00.000Z", waiting: 0, attemptedAt: null, lastStatus: null, failingSince: null,
};

test("a draft says what is sent: the secret only when it changes", () => {
  const draft = draftOf(webhook);
  expect(savedOf(draft)).toEqual({ name: "ci", kind: "mlflow", description: null, url: webhook.url, events: webhook.events, models: ["a", "b"] });
  expect(savedOf({ ...draft, secret: "s", models: " a ,\na,, c" })).toMatchObject({ secret: "s", models: ["a", "c"] });
  expect(savedOf({ ...draft, secret: "s", dropSecret: true })).toMatchObject({ secret: null });
  expect(savedOf({ ...draft, events: withEvent(draft.events, "PROMPT_TAG.SET", true) }).events).toContainEqual({ entity: "PROMPT_TAG", action: "SET" });
  expect(withEvent(draft.events, "RELEASE.APPROVED", false).size).toBe(0);
});

test("what is missing is said, one thing at a time", () => {
  const empty = draftOf(null);
  expect(notYet(empty)).toBe("Give it a name first.");
  expect(notYet({ ...empty, name: "a" })).toBe("Say where it sends first.");
  expect(notYet({ ...empty, name: "a", url: "https://a" })).toBe("Choose at least one event first.");
  expect(notYet(draftOf(webhook))).toBeNull();
});

test("the address holds the page's state", () => {
  const values: Record<string, string> = { state: "dead", delivery: "d/1", cursor: "c" };
  expect(deliveriesHref("w", deliveriesQuery((key) => values[key]))).toBe("/settings/webhooks/w?state=dead&cursor=c&delivery=d%2F1");
  expect(deliveriesQuery(() => "nothing").state).toBeUndefined();
  expect(webhooksHref({})).toBe("/settings/webhooks");
});

test.each([
  [{}, "new"], [{ attemptedAt: webhook.createdAt }, "works"], [{ attemptedAt: webhook.createdAt, failingSince: webhook.createdAt }, "failing"], [{ status: "DISABLED" as const, failingSince: webhook.createdAt }, "disabled"],
])("%j stands as %s", (change, standing) => expect(standingOf({ ...webhook, ...change })).toBe(standing));

test("sentences count right", () => {
  expect(listSentence([], false)).toBe("Nothing outside hears of what is done here.");
  expect(listSentence([webhook], false)).toBe("1 webhook tells other programs what is done here.");
  expect(listSentence([webhook, { ...webhook, failingSince: webhook.createdAt }], true)).toBe("2 webhooks tell other programs what is done here. 1 is failing on this page.");
  expect([modelsWords([]), modelsWords(["a"]), modelsWords(["a", "b", "c"])]).toEqual(["all models", "a", "3 models"]);
  expect([wordsOf({ entity: "RELEASE", action: "LIVE" }), wordsOf({ entity: "BUDGET_POLICY", action: "EXCEEDED" })]).toEqual(["A version goes live", "budget policy exceeded"]);
  expect(testWords({ success: false, status: 404, body: "", error: null })).toBe("The receiver answered 404: it did not accept the example.");
  expect(testWords({ success: false, status: null, body: null, error: "connect ECONNREFUSED" })).toBe("No answer came. connect ECONNREFUSED");
});
