import { expect, test } from "vitest";
import { badLine, eachLine, type Members } from "./lines.ts";

async function read(body: string | Buffer) {
  const taken: [number, Members][] = [];
  const refused = await eachLine(Buffer.from(body), (members, line) => {
    if (members["bad"]) throw badLine("It is bad.");
    taken.push([line, members]);
  });
  return { taken, refused };
}

test("lines are taken in order, and empty ones passed over", async () => {
  expect(await read(`{"a":1}\r\n\n  \n{"a":2}`)).toEqual({ taken: [[1, { a: 1 }], [4, { a: 2 }]], refused: [] });
  expect(await read("")).toEqual({ taken: [], refused: [] });
});

test.each<[string, string | Buffer, string]>([
  ["no JSON", `{"a"`, "It is not JSON"],
  ["no object", "[1]", "one JSON object"],
  ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "not UTF-8"],
  ["huge", `{"a":"${"x".repeat(2 ** 20)}"}`, "at most are taken"],
  ["a refusal of the taker", `{"bad":true}`, "It is bad."],
])("%s is refused by its line, and the next is taken", async (_, line, detail) => {
  const { taken, refused } = await read(Buffer.concat([Buffer.from(line), Buffer.from(`\n{"good":1}`)]));
  expect(taken).toEqual([[2, { good: 1 }]]);
  expect(refused).toEqual([{ line: 1, code: expect.any(String) as string, detail: expect.stringContaining(detail) as string }]);
});

test("Python's NaN is read, deep nesting and prototype keys are data like any other", async () => {
  const { taken, refused } = await read(`{"a":NaN}\n{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}\n{"__proto__":{"b":1},"constructor":2}`);
  expect(refused).toEqual([]);
  expect(taken[0]?.[1]["a"]).toMatchObject({ value: Number.NaN });
  expect(Object.keys(taken[2]?.[1] ?? {})).toEqual(["__proto__", "constructor"]);
  expect(({} as Members)["b"]).toBeUndefined();
});

test("too many lines are refused as a whole", async () => {
  await expect(read("{}\n".repeat(250_001))).rejects.toMatchObject({ status: 413 });
});
