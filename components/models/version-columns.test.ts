import { expect, test } from "vitest";
import type { VersionListItem } from "#server/domains/registry/contract.ts";
import { sharedMetrics } from "./version-columns.tsx";

const at = "2026-11-23T14:00:00.000Z";
const carrying = (...keys: string[]): VersionListItem => ({
  model: "m", version: "1", description: null, status: "READY", stage: "None", aliases: [], tags: [], metrics: keys.map((key) => ({ key, value: 1, step: 0, at })),
  createdBy: "a", createdAt: at, updatedAt: at, routes: [], baseline: { state: "none", rows: null, progress: 0, reason: null, artifactPath: null, unmatchedColumns: [] },
});

test.each([
  ["none", [carrying()], []],
  ["what most carry comes first", [carrying("b", "a"), carrying("b")], ["b", "a"]],
  ["three at most", [carrying("d", "c", "b", "a")], ["a", "b", "c"]],
])("%s", (_name, versions, keys) => expect(sharedMetrics(versions)).toEqual(keys));
