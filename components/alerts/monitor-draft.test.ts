import { expect, test } from "vitest";
import { draftOf, notYet, savedOf, withStatistic } from "./monitor-draft.ts";

test("a draft says what is sent: shares in percent, an empty window is the server's", () => {
  const draft = draftOf(null);
  expect(savedOf(draft)).toEqual({ threshold: 0.1, forSeconds: 0, severity: "warning" });
  const errors = withStatistic({ ...draft, subject: "origin" }, "errorRate");
  expect([errors.threshold, errors.subject]).toEqual(["5", "*"]);
  expect(savedOf({ ...errors, windowSeconds: "600", forSeconds: "" })).toEqual({ threshold: 0.05, windowSeconds: 600, forSeconds: 0, severity: "warning" });
  expect(withStatistic({ ...draft, subject: "origin" }, "missingShare").subject).toBe("origin");
  expect(withStatistic({ ...draft, subject: "origin" }, "accuracy")).toMatchObject({ threshold: "80", subject: "*" });
  expect(notYet(withStatistic(draft, "rmse"))).toBe("Give a limit, 0 or more.");
});

test("what is missing before it can be saved", () => {
  const draft = draftOf(null);
  expect([notYet(draft), notYet({ ...draft, threshold: "" }), notYet({ ...draft, threshold: "-1" }), notYet({ ...draft, windowSeconds: "1h" }), notYet({ ...draft, forSeconds: "soon" })])
    .toEqual([null, "Give a limit, 0 or more.", "Give a limit, 0 or more.", "The window is a number of seconds.", "How long is a number of seconds."]);
});
