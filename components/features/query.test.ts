import { expect, test } from "vitest";
import type { FeatureDetail } from "#server/domains/features/contract.ts";
import { featuresHref, readerOf } from "./query.ts";

const reader = (model: string, version: string, environments: string[]): FeatureDetail["readers"][number] => ({ model, version, environments, lamp: null, psi: null, js: null, rows: null });
const shown = { model: "a", version: "2", environment: "production" };
const feature: FeatureDetail = { name: "origin", types: ["string"], models: ["a", "b"], versionCount: 3, lamp: "steady", psi: 0.01, shown, readers: [reader("a", "2", ["production"]), reader("b", "1", ["staging", "production"]), reader("b", "9", [])] };
const read = (address: Record<string, string>) => readerOf(feature, (key) => address[key]);

test.each([
  ["nothing named", {}, shown],
  ["a served reader", { model: "b", version: "1" }, { model: "b", version: "1", environment: "staging" }],
  ["its environment too", { model: "b", version: "1", environment: "production" }, { model: "b", version: "1", environment: "production" }],
  ["one that nothing serves", { model: "b", version: "9" }, shown],
])("the reader shown: %s", (_name, address, want) => expect(read(address)).toEqual(want));

test("a list's address leaves out what is empty", () => expect(featuresHref({ query: "a b" })).toBe("/features?query=a+b"));
