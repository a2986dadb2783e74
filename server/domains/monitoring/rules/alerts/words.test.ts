import { describe, expect, test } from "vitest";
import type { AlertNumbers } from "../../contract-alerts.ts";
import { alertSentence, monitorWords, slackBody, spanWords, standingSentence, valueWords, type Told } from "./words.ts";

const told: Told = { model: "flights", environment: "production", subject: "origin", statistic: "drift", threshold: 0.1, windowSeconds: 86_400, severity: "critical" };
const numbers: AlertNumbers = { value: 0.1421, lower: 0.1044, upper: 0.2, count: 21_400, baselineRows: 60_000, windowSeconds: 21_600, from: "2026-01-01T00:00:00Z", to: "2026-01-01T06:00:00Z", alpha: 1e-4, rungs: [] };

describe("words of an alert", () => {
  test("values in their units", () => expect([valueWords(0.14211, "psi"), valueWords(0.0521, "share"), valueWords(840.2, "ms"), valueWords(1, "requests"), valueWords(0, "requests")]).toEqual(["0.142", "5.21 %", "840 ms", "1 request", "0 requests"]));
  test("spans", () => expect([5, 60, 90, 300, 3600, 21_600, 86_400, 172_800].map(spanWords)).toEqual(["5 seconds", "1 minute", "90 seconds", "5 minutes", "1 hour", "6 hours", "24 hours", "2 days"]));
  const cases: [string, string, string][] = [
    ["it fires", alertSentence(told, { kind: "fired", numbers }), "flights: origin fires (critical). PSI 0.142, certified over 0.104 (level 0.1), on 21,400 rows of 6 hours, bound under independent rows."],
    ["elsewhere", alertSentence({ ...told, environment: "staging", statistic: "missingShare", severity: "warning" }, { kind: "resolved", numbers: { ...numbers, value: 0.01 } }), "flights in staging: origin is resolved (warning). the share missing beyond the baseline's is 1 % (limit 10 %), on 21,400 rows of 6 hours."],
    ["silence", alertSentence({ ...told, subject: "*", statistic: "trafficGone", threshold: 0 }, { kind: "fired", numbers: { ...numbers, value: 0, count: 0, windowSeconds: 3600 } }), "flights fires (critical). 0 requests in 1 hour."],
    ["standing", standingSentence(told, { state: "firing", numbers }), "It fires: PSI 0.142, certified over 0.104 (level 0.1), on 21,400 rows of 6 hours, bound under independent rows."],
    ["under again", standingSentence(told, { state: "firing", numbers: { ...numbers, lower: 0.09 } }), "It fires until it is certainly over: PSI 0.142, certified over 0.09 (level 0.1), on 21,400 rows of 6 hours, bound under independent rows."],
    ["nothing counted", standingSentence(told, { state: "noData", numbers }), "Nothing was counted: drift of origin over 0.1 in 24 hours."],
    ["a monitor of each column", monitorWords({ ...told, subject: "*" }), "drift of each column over 0.1 in 24 hours"],
    ["a number that may not fall", monitorWords({ ...told, subject: "*", statistic: "accuracy", threshold: 0.8 }), "the accuracy under 80 % in 24 hours"],
    ["labels tell", alertSentence({ ...told, subject: "*", statistic: "rocAuc", threshold: 0.7 }, { kind: "fired", numbers: { ...numbers, value: 0.6123 } }), "flights fires (critical). the ROC AUC is 0.612 (limit 0.7), on 21,400 labelled rows of 6 hours."],
    ["too few labels", standingSentence({ ...told, subject: "*", statistic: "rmse", threshold: 20 }, { state: "undecided", numbers: { ...numbers, value: 21.4567, count: 12 } }), "Too few labelled rows to tell whether it is over: the RMSE is 21.46 (limit 20), on 12 labelled rows of 6 hours."],
    ["an estimate at its limit again", standingSentence({ ...told, subject: "*", statistic: "estimatedAccuracy", threshold: 0.8 }, { state: "firing", numbers: { ...numbers, value: 0.79, lower: 0.77, upper: 0.81 } }), "It fires until it is certainly over: the estimated accuracy is 79 % (limit 80 %), on 21,400 rows of 6 hours."],
    ["a monitor of silence", monitorWords({ ...told, subject: "*", statistic: "trafficGone", threshold: 0, windowSeconds: 3600 }), "no requests in 1 hour"],
  ];
  for (const [name, got, wanted] of cases) test(name, () => expect(got).toBe(wanted));
  test("Slack's reserved signs", () => expect(slackBody({ text: "a<b> & c", url: "https://x/alerts/1", title: "Alert 1" })).toEqual({
    text: "a&lt;b&gt; &amp; c", blocks: [{ type: "section", text: { type: "mrkdwn", text: "a&lt;b&gt; &amp; c" } }, { type: "context", elements: [{ type: "mrkdwn", text: "<https://x/alerts/1|Alert 1>" }] }],
  }));
});
