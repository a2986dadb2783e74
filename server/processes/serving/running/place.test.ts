import { expect, test } from "vitest";
import { placeOf, type Place, type Timing } from "./place.ts";

test.each<[string, Timing, Place]>([
  ["a quick one stays", { oneRowMs: 0.01, batchMs: 0.3 }, { ownProcess: false, maxBatchRows: 128 }],
  ["one that is not batched too", { oneRowMs: 1.9, batchMs: null }, { ownProcess: false, maxBatchRows: 128 }],
  ["a slow row goes", { oneRowMs: 2.1, batchMs: 2.2 }, { ownProcess: true, maxBatchRows: 128 }],
  ["so does what nobody could time", { oneRowMs: null, batchMs: null }, { ownProcess: true, maxBatchRows: 128 }],
  ["a batch keeps to the share", { oneRowMs: 0.2, batchMs: 16 }, { ownProcess: false, maxBatchRows: 16 }],
  ["one row at least", { oneRowMs: 1.9, batchMs: 400 }, { ownProcess: false, maxBatchRows: 1 }],
])("%s", (_name, timing, place) => expect(placeOf(timing, { maxBatchRows: 128 })).toEqual(place));
