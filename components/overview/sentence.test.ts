import { expect, test } from "vitest";
import type { OverviewModel, OverviewView } from "#server/shared/overview.ts";
import { overviewSentence } from "./sentence.ts";

const at = "2026-11-23T14:00:00.000Z";
const model = (lamp: OverviewModel["lamp"], requestsPerSecond: number): OverviewModel => ({
  model: "m", version: "1", previousVersion: null, owner: null, since: at, releaseId: "1", lamp, drifting: 0, columns: 3,
  requests: 10, requestsPerSecond, errorShare: 0, p99Ms: 1, spark: [], heat: [], waiting: [],
});
const request = (mayDecide: boolean): OverviewView["needsYou"][number] => ({ releaseId: "1", title: "m v2 → production", model: "m", requestedBy: { id: "a", name: "A" }, requestedAt: at, mayDecide, fromVersion: null, comment: null });
const view = (serving: OverviewModel[], needsYou: OverviewView["needsYou"]): OverviewView => ({ environment: "production", asOf: at, from: at, to: at, serving, needsYou, latestDecisions: [], newestVersions: [] });

test.each([
  ["nothing serves", view([], []), "Nothing serves in production yet."],
  ["one, well", view([model("steady", 14)], []), "1 model serves 14 requests a second."],
  ["rates add up, and a request waits for me", view([model("steady", 100), model("unknown", 40)], [request(true)]), "2 models serve 140 requests a second. One request waits for you."],
  ["drift is said", view([model("drifting", 100)], []), "1 model serves 100 requests a second. One drifts."],
  ["an alert is said instead of drift", view([model("drifting", 100), model("alert", 1)], []), "2 models serve 101 requests a second. One is in alert."],
  ["what I may not decide waits for others", view([model("steady", 1)], [request(false), request(false)]), "1 model serves 1.0 requests a second. Two requests wait for an approver."],
])("%s", (_name, given, wanted) => expect(overviewSentence(given)).toBe(wanted));
