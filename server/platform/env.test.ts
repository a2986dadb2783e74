import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

test.each([
  ["PORT", "abc", "a whole number from 0 to 65535"],
  ["SERVING_PORT", "99999", "a whole number from 0 to 65535"],
  ["SERVING_GRPC_PORT", "1.5", "a whole number from 0 to 65535"],
  ["SERVING_WORKERS", "0", "a whole number from 1 to 64"],
  ["SIGNALBOX_DEMO", "maybe", "on or off"],
  ["SIGNALBOX_DEMO_SPEED", "fast", "a number from 1 to 86400"],
  ["SIGNALBOX_SERVING_AUTH", "yes", "off or token"],
  ["SIGNALBOX_URL", "console", "an http:// or https:// address"],
  ["SIGNALBOX_TEST_RESET", "0", "1"],
  ["DATABASE_URL", "mysql://x", "a postgres:// URL"],
  ["SIGNALBOX_EGRESS_ALLOW", "10.0.0.0/99", "hosts and CIDRs"],
  ["SIGNALBOX_EGRESS_ALLOW", "two words", "hosts and CIDRs"],
])("%s=%s stops the start and says what it takes", (name, value, takes) => {
  expect(() => readEnv({ [name]: value })).toThrow(`${name}=${value} is not a value it takes: `);
  expect(() => readEnv({ [name]: value })).toThrow(takes);
});

test("a secret that is too short is named, not shown", () => {
  expect(() => readEnv({ SIGNALBOX_SECRET: "short" })).toThrow("SIGNALBOX_SECRET=… is not a value it takes: 32 bytes or more");
});

test.each([["", []], ["*", ["*"]], ["localhost:9000, 10.0.0.0/8,::1, fd00::/8", ["localhost:9000", "10.0.0.0/8", "::1", "fd00::/8"]]])("SIGNALBOX_EGRESS_ALLOW=%s", (text, allowed) => {
  expect(readEnv({ SIGNALBOX_EGRESS_ALLOW: text }).egressAllow).toEqual(allowed);
});

test("console and serving take a port each", () => {
  expect(() => readEnv({ PORT: "4000", SERVING_PORT: "4000" })).toThrow("PORT and SERVING_PORT are both 4000");
  expect(readEnv({ PORT: "0", SERVING_PORT: "0" })).toMatchObject({ port: 0, servingPort: 0 });
});

test("empty is unset", () => expect(readEnv({ PORT: "", SIGNALBOX_URL: "" })).toMatchObject({ port: 3000, publicUrl: "http://localhost:3000" }));
