import { expect, test } from "vitest";
import { linkTarget, pictureTarget } from "./markdown-links.ts";

const base = { model: "m", version: "3", folder: "docs" };
test.each([
  ["https://example.com/a", { href: "https://example.com/a", outside: true }], ["mailto:a@example.com", { href: "mailto:a@example.com", outside: true }], ["/models/m", { href: "/models/m", outside: false }],
  ["#data", { href: "#data", outside: false }], ["//evil.example.com", null], ["/\\evil.example.com", null], ["javascript:alert(1)", null], ["data:text/html,x", null], ["JaVaScRiPt:alert(1)", null], ["plain", null], ["", null],
])("a link to %s", (href, target) => expect(linkTarget(href)).toEqual(target));
test.each([
  ["roc.png", { href: "/model-versions/get-artifact?name=m&version=3&path=docs%2Froc.png", outside: false }], ["../plots/./roc%20a.png", { href: "/model-versions/get-artifact?name=m&version=3&path=plots%2Froc+a.png", outside: false }],
  ["https://example.com/x.png", { href: "https://example.com/x.png", outside: true }], ["//example.com/x.png", null], ["/api/x", null], ["data:image/png;base64,x", null], ["javascript:x", null], [undefined, null],
])("a picture at %s", (src, target) => expect(pictureTarget(src, base)).toEqual(target));
