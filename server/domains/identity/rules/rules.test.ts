import { expect, test } from "vitest";
import { isOwnOrigin } from "./origins.ts";
import { tokenOfAuthorization } from "./secrets.ts";

test.each([
  ["the public address", "https://box.example.com", "https://box.example.com/", "box.example.com", true],
  ["the public address through a proxy", "https://box.example.com", "https://box.example.com", "10.0.0.7:3000", true],
  ["the public name without TLS", "http://box.example.com", "https://box.example.com", "box.example.com", false],
  ["another name of this machine", "http://127.0.0.1:3000", "http://localhost:3000", "127.0.0.1:3000", true],
  ["its IPv6 address", "http://[::1]:3000", "http://localhost:3000", "[::1]:3000", true],
  ["a name without a dot", "http://web:3000", "http://localhost:3000", "web:3000", true],
  ["another port of this machine", "http://localhost:4000", "http://localhost:3000", "localhost:3000", false],
  ["a name made to resolve to this machine", "http://evil.example.com:3000", "http://localhost:3000", "evil.example.com:3000", false],
  ["another site", "https://evil.example.com", "http://localhost:3000", "localhost:3000", false],
  ["an opaque origin", "null", "http://localhost:3000", "localhost:3000", false],
  ["no Host", "http://127.0.0.1:3000", "http://localhost:3000", null, false],
] satisfies [string, string, string, string | null, boolean][])("%s", (...[, origin, publicUrl, host, own]) => {
  expect(isOwnOrigin(origin, { publicUrl, host })).toBe(own);
});

test.each([
  ["Bearer sbx_a", "sbx_a"], ["bearer   sbx_a", "sbx_a"], ["Bearer", null], ["", null], ["Digest x", null],
  [`Basic ${btoa("u:sbx_a")}`, "sbx_a"], [`Basic ${btoa("u:a:b")}`, "a:b"], [`Basic ${btoa("u:")}`, null], [`Basic ${btoa("u")}`, null], ["Basic ???", null],
])("the token of %j", (header, token) => {
  expect(tokenOfAuthorization(header)).toBe(token);
});
