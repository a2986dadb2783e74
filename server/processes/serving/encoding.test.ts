import { gunzipSync, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { chosenCoding, compressed } from "./encoding.ts";

test.each<[string | undefined, number, string | null]>([
  [undefined, 5000, null], ["gzip", 100, "gzip"], ["deflate", 100, "deflate"], ["identity", 5000, null], ["br", 5000, null], ["", 5000, null],
  ["gzip, deflate, br", 100, null], ["gzip, deflate, br", 5000, "gzip"], ["GZIP;q=0.2, deflate;q=0.8", 5000, "deflate"], ["gzip;q=0", 5000, null], ["gzip;q=0, deflate", 100, "deflate"], ["br, *", 5000, null],
])("Accept-Encoding %s at %i bytes: %s", (accepted, size, coding) => expect(chosenCoding(accepted, size)).toBe(coding));

test("deflate is zlib's format", async () => {
  const body = Buffer.from("answer ".repeat(100));
  const [zipped, deflated] = [await compressed("gzip", body), await compressed("deflate", body)];
  expect([gunzipSync(zipped), inflateSync(deflated)]).toEqual([body, body]);
  expect([zipped.subarray(0, 2).toString("hex"), deflated[0]]).toEqual(["1f8b", 0x78]);
});
