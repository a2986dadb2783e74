/** What a serving process and a model's own process say to each other: one call, one answer. */
import type { TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import type { OutputShapes } from "../model.ts";
import type { Timing } from "./place.ts";
import type { Fed, Outputs } from "./runner.ts";

export type Description = Timing & {
  inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[];
  oneRow: OutputShapes | null;
  /** What the process grew by while it loaded and warmed the model. */
  grownBytes: number;
};
export type LoadCall = { path: string; example: unknown; maxBatchRows: number };
export type Call = { kind: "load"; load: LoadCall } | { kind: "run"; inputs: ReadonlyMap<string, Fed> } | { kind: "unload" };
export type Answer = { kind: "loaded"; description: Description } | { kind: "ran"; outputs: Outputs } | { kind: "unloaded" } | { kind: "failed"; message: string };
