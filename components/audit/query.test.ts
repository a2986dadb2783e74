import { expect, test } from "vitest";
import { actionWords, auditHref, auditQuery, detailWords, subjectHref } from "./query.ts";

test("an action that is none is left out of the address", () => expect(auditHref(auditQuery((key) => ({ action: "release.eaten", subject: "14" })[key]))).toBe("/audit?subject=14"));
test("an action in words", () => expect(actionWords("release.rolled_back")).toBe("Release rolled back"));
test("plain details are words, deeper ones are left out", () => expect(detailWords({ model: "m", version: 3, from: null, more: { a: 1 }, evidence_digest: "9f" })).toBe("model m, version 3, evidence digest 9f"));
test.each([["release.approved", "14", "/releases/14"], ["token.created", "14", null], ["release.approved", "x", null]])("%s of %s leads to %s", (action, subject, href) => expect(subjectHref({ action, subject })).toBe(href));
