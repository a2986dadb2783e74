import { expect, test } from "vitest";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { modelSentence } from "./sentence.ts";

const at = "2026-11-23T14:00:00.000Z";
const now = Date.parse("2026-11-23T14:41:00.000Z");
const base: ModelView = { name: "m", description: null, owner: null, latestVersion: "3", versionCount: 3, routes: [], aliases: [], tags: [], health: null, live: null, metrics: [], openReleases: [], archivedAt: null, createdAt: at, updatedAt: at };
const route = { environment: "production", version: "2", weight: 100, since: at, releaseId: "7" };

test.each<[string, ModelView, string]>([
  ["nothing registered", { ...base, versionCount: 0 }, "It has no version yet."],
  ["nothing serves", base, "3 versions are registered, none serves."],
  ["what serves, and what waits", { ...base, routes: [route], openReleases: [{ id: "9", version: "3", environment: "production" }] }, "Production has served v2 for 41 min. v3 waits to go to production."],
  ["its own words first", { ...base, description: "Will it be late?", owner: "Arrivals", routes: [route] }, "Will it be late? Owned by Arrivals. Production has served v2 for 41 min."],
])("%s", (_name, model, wanted) => expect(modelSentence(model, now)).toBe(wanted));
