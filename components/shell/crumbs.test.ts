import { expect, test } from "vitest";
import { crumbsOf } from "./crumbs.ts";

test.each([
  ["/", ["Overview"]],
  ["/models", ["Models"]],
  ["/models/a%2Fb", ["Models", "a/b"]],
  ["/models/flight-delay/versions/3", ["Models", "flight-delay", "v3"]],
  ["/models/flight-delay/monitoring", ["Models", "flight-delay", "Monitoring"]],
  ["/settings/webhooks", ["Settings", "Webhooks"]],
  ["/settings/webhooks/0a1b2c3d-4e5f", ["Settings", "Webhooks", "0a1b2c3d"]],
  ["/releases/214", ["Releases", "214"]],
  ["/serving/at", ["Serving", "What served when"]],
  ["/experiments/7/runs/0a1b2c3d4e5f", ["Experiments", "7", "0a1b2c3d"]],
  ["/experiments/7/compare", ["Experiments", "7", "Compare"]],
  ["/models/%E0%A4%A", ["Models", "%E0%A4%A"]],
])("the way to %s", (pathname, texts) => expect(crumbsOf(pathname).map((crumb) => crumb.text)).toEqual(texts));

test("a place whose page has said its name is called by it", () => {
  expect(crumbsOf("/experiments/7/runs/0a1b2c3d4e5f", new Map([["/experiments/7", "flight-delay"]])).map((crumb) => crumb.text)).toEqual(["Experiments", "flight-delay", "0a1b2c3d"]);
});
