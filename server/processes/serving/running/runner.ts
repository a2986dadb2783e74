/** A loaded version as the rest of serving sees it, wherever and however it runs. */
import type { Datatype, TensorData, TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import type { BaselineProfile } from "../../../domains/monitoring/contract.ts";
import type { ColumnValues } from "../../../domains/monitoring/rules/fold.ts";
import type { RunPlace } from "../../../domains/serving/contract.ts";
import type { SeenTensor } from "../columns.ts";

export type Fed = { datatype: Datatype; shape: readonly number[]; data: TensorData };
export type RunLimits = {
  /** A moment of the monotonic clock (`performance.now`), milliseconds: what still waits then is not begun. */
  deadlineMs?: number;
};
/** Every tensor output, by name. */
export type Outputs = ReadonlyMap<string, Fed>;
export type Ran = {
  outputs: Outputs;
  /** How long it waited for other requests before it began, milliseconds. */
  queueMs: number;
  /** Rows that ran together with this request's, its own among them. Null when another request of that run tells of it, so that a run counts once. */
  ranRows: number | null;
};

export interface Runner {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Which of them are not known: any tensors are taken, whatever comes is answered. */
  readonly unstated?: { inputs: boolean; outputs: boolean };
  /** Where a prediction's columns are, if its tensors are others than those that the profile was made on. */
  columnsOf?(profile: BaselineProfile, seen: { inputs: ReadonlyMap<string, SeenTensor>; outputs: ReadonlyMap<string, SeenTensor> }): Record<string, ColumnValues>;
  readonly place: RunPlace;
  /** What it holds of this machine's memory, as far as that is known; 0 for what runs elsewhere. */
  readonly memoryBytes: number;
  /**
   * One request; its inputs are checked already.
   * @throws OipRefusal with the status that the caller gets (503 overloaded, 504 too late); any other error is the model's and means 500
   */
  run(inputs: ReadonlyMap<string, Fed>, limits?: RunLimits): Promise<Ran>;
  /** What a request of no rows answers, without a run; null when the model has to say it itself. */
  emptyBatch(): Outputs | null;
  /** Gives everything back; no request runs on it any more. */
  release(): Promise<void>;
}

/** What runs one batch after another; who waits for it is `Batching`'s matter. */
export interface Engine extends Omit<Runner, "run"> {
  /** One batch; never called while another runs. @throws (or rejects with) OipRefusal for everybody's trouble, any other error for these values */
  run(inputs: ReadonlyMap<string, Fed>): Outputs | Promise<Outputs>;
}

/** Rows of a request: the first dimension of its first input that has one. */
export function rowsOf(inputs: Iterable<Pick<Fed, "shape">>): number {
  for (const { shape } of inputs) if (shape.length > 0) return shape[0] ?? 1;
  return 1;
}
