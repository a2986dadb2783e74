import { expect, test } from "vitest";
import { crumbsOf } from "./crumbs.ts";

test.each([
  ["/", ["Overview"]],
  ["/models", ["Models"]],
  ["/models/a%2Fb", ["Models", "a/b"]],
  ["/models/flight-delay/versions/3", ["Models", "flight-delay", "v3"]],
  ["/models/flight-delay/monitoring", ["Models", "flight-delay", "Monitoring"]],
  ["/releases/214", ["Releases", "214"]],
  ["/models/%E0%A4%A", ["Models", "%E0%A4%A"]],
])("the way to %s", (pathname, texts) => expect(crumbsOf(pathname).map((crumb) => crumb.text)).toEqual(texts));
