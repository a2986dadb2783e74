import { expect, test } from "vitest";
import { baseAddress } from "./base-address.ts";

test.each([
  ["https://models.example.com", "https://models.example.com"], ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"], ["http://host/v2/", "http://host"], ["http://host/team/a", "http://host/team/a"],
  [" http://host ", "http://host"], ["host:8080", null], ["ftp://host", null], ["http://host?x=1", null], ["", null],
])("%s", (text, base) => {
  expect(baseAddress(text)).toBe(base);
});
