import { expect, test } from "vitest";
import { NonFinite, parseLenient } from "./json.ts";

test.each([`{"a":[1,-2.5e3,"x\\n\\u00e9",true,false,null,{}],"b":{"c":[]}}`, ` [ 1 , 2 ] `, `"\\ud83d\\ude00"`, `0`])("reads JSON as JSON.parse does: %s", (source) => {
  expect(parseLenient(source)).toEqual(JSON.parse(source));
});
test.each(["", "{", "[1,]", "{\"a\":}", "[01]", "[+1]", "[.5]", "nan", "[1] x", "{a:1}", "\"\u0001\"", `${"[".repeat(300)}${"]".repeat(300)}`])("refuses what is not: %s", (source) => {
  expect(() => parseLenient(source)).toThrow(SyntaxError);
});
test("keeps digits and tells a token from an overflow", () => {
  expect(parseLenient("[9007199254740993,-9223372036854775808,1e400,Infinity,NaN]")).toEqual([9007199254740993n, -9223372036854775808n, Infinity, new NonFinite(Infinity), new NonFinite(NaN)]);
});
