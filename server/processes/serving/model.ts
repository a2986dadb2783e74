/** One ONNX model in ONNX Runtime. */
import { stat } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Datatype, elementCount, type TensorData, type TensorSpec } from "../../adapters/http/oip/datatypes.ts";
import { Unservable } from "./model-files.ts";
import { type Fed, type Ran, rowsOf, type Runner } from "./running/runner.ts";

const datatypeOf: Record<string, Datatype> = {
  bool: "BOOL", uint8: "UINT8", uint16: "UINT16", uint32: "UINT32", uint64: "UINT64", int8: "INT8", int16: "INT16", int32: "INT32", int64: "INT64",
  float16: "FP16", float32: "FP32", float64: "FP64", string: "BYTES",
};
const typeOf = Object.fromEntries(Object.entries(datatypeOf).map(([type, datatype]) => [datatype, type])) as Record<Datatype, Tensor.Type>;

function specsOf(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.flatMap((value) => {
    const datatype = value.isTensor ? datatypeOf[value.type] : undefined;
    if (!value.isTensor || !datatype) return [];
    return [{ name: value.name, datatype, shape: value.shape.length === 0 ? null : value.shape.map((dimension) => (typeof dimension === "number" ? dimension : -1)) }];
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

export class RunnableModel implements Runner {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** The size of its file. */
  readonly memoryBytes: number;
  private readonly session: InferenceSession;
  private readonly fetches: string[];
  /** Output shapes of one zero row: what an empty batch answers without a run. */
  private oneRow: ReadonlyMap<string, readonly number[]> | null = null;

  private constructor(session: InferenceSession, memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    this.session = session;
    this.inputs = specsOf(session.inputMetadata);
    this.outputs = specsOf(session.outputMetadata);
    this.fetches = this.outputs.map(({ name }) => name);
  }

  /**
   * Loads and warms the model. Outputs that are no tensors (a sequence of maps) are left out.
   * @throws Unservable when an input is no tensor or no output is one; whatever the runtime says of a broken file
   */
  static async load(path: string): Promise<RunnableModel> {
    const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all", logSeverityLevel: 4 });
    const model = new RunnableModel(session, (await stat(path)).size);
    if (model.inputs.length !== session.inputMetadata.length) throw new Unservable("one of its inputs is not a tensor of a served datatype");
    if (model.outputs.length === 0) throw new Unservable("none of its outputs is a tensor");
    try {
      const { outputs: warm } = await model.run(new Map(model.inputs.map((spec) => [spec.name, zeros(spec)])));
      model.oneRow = new Map([...warm].map(([name, { shape }]) => [name, shape]));
    } catch {
      // A model may refuse a row of zeros and empty texts; it is warmed by its first request then.
      model.oneRow = null;
    }
    return model;
  }

  async run(inputs: ReadonlyMap<string, Fed>): Promise<Ran> {
    const feeds: Record<string, Tensor> = {};
    for (const [name, fed] of inputs) feeds[name] = toTensor(fed);
    const results = await this.session.run(feeds, this.fetches);
    const outputs = new Map(this.outputs.map(({ name, datatype }) => {
      const tensor = results[name] as Tensor;
      return [name, { datatype, shape: tensor.dims, data: tensor.data as TensorData }];
    }));
    return { outputs, queueMs: 0, ranRows: rowsOf(inputs.values()) };
  }

  emptyBatch(): Map<string, Fed> | null {
    const { oneRow } = this;
    if (!oneRow || this.outputs.some(({ shape }) => shape === null || shape[0] !== -1)) return null;
    return new Map(this.outputs.map((spec) => [spec.name, { datatype: spec.datatype, shape: [0, ...(oneRow.get(spec.name) ?? []).slice(1)], data: zeroData(spec.datatype, 0) }]));
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
