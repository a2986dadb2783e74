/** One ONNX model in ONNX Runtime. */
import { Tensor } from "onnxruntime-node";
// Its own door, InferenceSession.run, waits a turn of the event loop before it runs; here the batch is gathered in that turn.
import { type Binding, binding, initOrt } from "onnxruntime-node/dist/binding.js";
import { type Datatype, elementCount, type TensorData, type TensorSpec } from "../../adapters/http/oip/datatypes.ts";
import { Unservable } from "./model-files.ts";
import { exampleInputs } from "./running/input-example.ts";
import type { Engine, Fed, Outputs } from "./running/runner.ts";
import { joinInputs } from "./running/tensors.ts";

/** ONNX's numbers of element types (onnx.proto, TensorProto.DataType); those left out are not served. */
const types: Record<number, readonly [Tensor.Type, Datatype]> = {
  1: ["float32", "FP32"], 2: ["uint8", "UINT8"], 3: ["int8", "INT8"], 4: ["uint16", "UINT16"], 5: ["int16", "INT16"], 6: ["int32", "INT32"], 7: ["int64", "INT64"],
  8: ["string", "BYTES"], 9: ["bool", "BOOL"], 10: ["float16", "FP16"], 11: ["float64", "FP64"], 12: ["uint32", "UINT32"], 13: ["uint64", "UINT64"],
};
const typeOf = Object.fromEntries(Object.values(types).map(([type, datatype]) => [datatype, type])) as Record<Datatype, Tensor.Type>;

function specsOf(metadata: readonly Binding.ValueMetadata[]): TensorSpec[] {
  return metadata.flatMap(({ name, isTensor, type, shape }) => {
    const datatype = isTensor ? types[type]?.[1] : undefined;
    return datatype ? [{ name, datatype, shape: shape.length === 0 ? null : [...shape] }] : [];
  });
}

/** The runtime's binding knows half floats as 16-bit words only. */
function toTensor({ datatype, shape, data }: Fed): Tensor {
  if (datatype !== "FP16") return new Tensor(typeOf[datatype] as "float32", data as Float32Array, shape);
  const half = data as Uint16Array;
  const words = new Tensor("uint16", new Uint16Array(half.buffer, half.byteOffset, half.length), shape);
  return Object.assign(words, { type: "float16" });
}

const zeros = ({ datatype, shape: wanted }: TensorSpec): Fed => {
  const shape = (wanted ?? []).map((width) => (width < 0 ? 1 : width));
  return { datatype, shape, data: zeroData(datatype, elementCount(shape)) };
};

function zeroData(datatype: Datatype, count: number): TensorData {
  switch (datatype) {
    case "BOOL": case "UINT8": return new Uint8Array(count);
    case "INT8": return new Int8Array(count);
    case "UINT16": case "FP16": case "BF16": return new Uint16Array(count);
    case "INT16": return new Int16Array(count);
    case "UINT32": return new Uint32Array(count);
    case "INT32": return new Int32Array(count);
    case "UINT64": return new BigUint64Array(count);
    case "INT64": return new BigInt64Array(count);
    case "FP32": return new Float32Array(count);
    case "FP64": return new Float64Array(count);
    case "BYTES": return Array.from({ length: count }, () => "");
  }
}

/** Of one row, by output. */
export type OutputShapes = ReadonlyMap<string, readonly number[]>;

/** What a batch of no rows answers; null when the model has to say it itself. */
export function emptyOutputs(outputs: readonly TensorSpec[], oneRow: OutputShapes | null): Outputs | null {
  if (!oneRow || outputs.some(({ shape }) => shape === null || shape[0] !== -1)) return null;
  return new Map(outputs.map(({ name, datatype }) => [name, { datatype, shape: [0, ...(oneRow.get(name) ?? []).slice(1)], data: zeroData(datatype, 0) }]));
}

/** How long a model is timed at most, apart from its last run. */
const timingMs = 100;

export class RunnableModel implements Engine {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly place = "requestThread";
  readonly memoryBytes: number;
  private readonly session: Binding.InferenceSession;
  private readonly fetches: Record<string, null>;
  /** What it was warmed with, and the shapes of what came out: null where it took neither example nor zeros. */
  private row: ReadonlyMap<string, Fed> | null = null;
  oneRow: OutputShapes | null = null;

  private constructor(session: Binding.InferenceSession, memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    this.session = session;
    this.inputs = specsOf(session.inputMetadata);
    this.outputs = specsOf(session.outputMetadata);
    this.fetches = Object.fromEntries(this.outputs.map(({ name }) => [name, null]));
  }

  /**
   * Loads and warms the model, on this thread. Outputs that are no tensors (a sequence of maps) are left out.
   * @param known `example`: what the version's input example says; `memoryBytes`: what is known of its size
   * @throws Unservable when an input is no tensor or no output is one; whatever the runtime says of a broken file
   */
  static load(path: string, known: { example?: unknown; memoryBytes?: number } = {}): RunnableModel {
    initOrt();
    const session = new binding.InferenceSession();
    session.loadModel(path, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all", logSeverityLevel: 4 });
    const model = new RunnableModel(session, known.memoryBytes ?? 0);
    if (model.inputs.length !== session.inputMetadata.length) throw new Unservable("one of its inputs is not a tensor of a served datatype");
    if (model.outputs.length === 0) throw new Unservable("none of its outputs is a tensor");
    if (!model.warm(exampleInputs(known.example, model.inputs))) model.warm(new Map(model.inputs.map((spec) => [spec.name, zeros(spec)])));
    return model;
  }

  /** @returns false when the model refuses these values: it may want none of zeros and empty texts, and is warmed by its first request then */
  private warm(inputs: ReadonlyMap<string, Fed> | null): boolean {
    if (inputs === null) return false;
    try {
      this.oneRow = new Map([...this.run(inputs)].map(([name, { shape }]) => [name, shape]));
      this.row = inputs;
      return true;
    } catch {
      return false;
    }
  }

  /** How long a batch takes, milliseconds: the best of a few, since others use the machine too. Null where nothing is known to run. */
  time(rows: number): number | null {
    const { row } = this;
    if (row === null) return null;
    const inputs = rows === 1 ? row : joinInputs(this.inputs, Array.from({ length: rows }, () => row));
    const beganMs = performance.now();
    let bestMs = Infinity;
    for (let turn = 0; turn < 5 && performance.now() - beganMs < timingMs; turn += 1) {
      const fromMs = performance.now();
      try {
        this.run(inputs);
      } catch {
        return null;
      }
      bestMs = Math.min(bestMs, performance.now() - fromMs);
    }
    return bestMs;
  }

  /** Runs on this thread, and returns when it has run. */
  run(inputs: ReadonlyMap<string, Fed>): Outputs {
    const feeds: Record<string, Tensor> = {};
    for (const [name, fed] of inputs) feeds[name] = toTensor(fed);
    const results = this.session.run(feeds, this.fetches, {});
    return new Map(this.outputs.map(({ name, datatype }) => {
      const tensor = results[name] as Tensor;
      return [name, { datatype, shape: tensor.dims, data: tensor.data as TensorData }];
    }));
  }

  emptyBatch(): Outputs | null {
    return emptyOutputs(this.outputs, this.oneRow);
  }

  async release(): Promise<void> {
    this.session.dispose();
  }
}
