import { expect, test, vi } from "vitest";
import { OipRefusal } from "../../../adapters/http/oip/index.ts";
import { fleetOf } from "../../../testing/fleet.ts";
import type { Fleet } from "./fleet.ts";

function open(size: number) {
  const made = fleetOf(size);
  for (const worker of made.workers) worker.reached("serving");
  const [first, second, third] = made.workers as [Fleet, Fleet, Fleet];
  return { ...made, first, second, third };
}

test("every other worker that serves is asked, and none that is starting", async () => {
  const { workers, first, begin, relay } = open(3);
  for (const worker of workers) worker.answer("who", (greeting: string) => `${greeting} ${worker.slot}`);
  expect(await first.others("who", "hello")).toEqual(["hello 1", "hello 2"]);
  relay.remove("2");
  const again = begin("2");
  again.answer("who", () => "again");
  expect(await first.others("who", "hello")).toEqual(["hello 1"]);
  again.reached("joined");
  expect(await first.others("who", "hello")).toEqual(["hello 1"]);
  expect((await first.everyOther("who", "hello")).map((answer) => "value" in answer && answer.value)).toEqual(["hello 1", "again"]);
});

test("a refusal is a refusal to who asked, with its status", async () => {
  const { first, second } = open(2);
  second.answer("no", () => { throw new OipRefusal(409, "it is routed", { "Retry-After": "1" }); });
  await expect(first.others("no")).rejects.toMatchObject({ status: 409, message: "it is routed", headers: { "Retry-After": "1" } });
});

test("one that ends while it is asked says nothing; what was for it alone is refused", async () => {
  const { relay, first, second } = open(2);
  second.answer("never", () => { relay.remove("1"); return new Promise(() => undefined); });
  expect(await first.others("never")).toEqual([]);
  const { relay: other, first: asking, second: ending } = open(2);
  ending.answer("never", () => { other.remove("1"); return new Promise(() => undefined); });
  await expect(asking.one("1", "never", null)).rejects.toMatchObject({ status: 503 });
});

test("one that is starting is asked once it serves", async () => {
  const { relay, begin, first } = open(2);
  relay.remove("1");
  const asked = first.one("1", "late", "x");
  const again = begin("1");
  again.answer("late", (body: string) => `${body} at last`);
  again.reached("serving");
  expect(await asked).toBe("x at last");
});

test("one that hangs holds nobody for longer than the limit", async () => {
  vi.useFakeTimers();
  const { first, second } = open(2);
  second.answer("hang", () => new Promise(() => undefined));
  const asked = first.others("hang").catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
  expect(await asked).toMatchObject({ status: 503, message: expect.stringContaining("worker 1") as string });
});

test("one has the turn at a time, and a dead one's goes on", async () => {
  const { relay, first, second, third } = open(3);
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  void first.turn(() => { order.push("first"); begun.resolve(); return new Promise(() => undefined); });
  await begun.promise;
  const all = [second, third, second].map((worker) => worker.turn(async () => { order.push(`in ${worker.slot}`); await Promise.resolve(); order.push(`out ${worker.slot}`); }));
  await Promise.resolve();
  expect(order).toEqual(["first"]);
  relay.remove("0");
  await Promise.all(all);
  expect(order.slice(1)).toEqual(["in 1", "out 1", "in 2", "out 2", "in 1", "out 1"]);
});

test("an id has one owner, whoever asks", () => {
  const { workers } = open(3);
  const owners = Array.from({ length: 300 }, (_, at) => new Set(workers.map((worker) => worker.ownerOf(`id ${at}`))));
  expect(owners.every(({ size }) => size === 1)).toBe(true);
  expect(new Set(owners.flatMap((set) => [...set]))).toEqual(new Set(["0", "1", "2"]));
});
