import { basename } from "node:path/posix";
import type { Blobs } from "../../platform/blobs.ts";
import { BaselineProblem } from "./baseline-problem.ts";
import { shapeOfSignature, type ModelShape, type Signature, type TensorSpec } from "./rules/columns.ts";

export type ModelFiles = { artifacts: readonly { path: string; sha256: string }[]; signature: Signature | null };

/** ONNX Runtime's names of element types as the Open Inference Protocol's datatypes. */
const datatypes: Record<string, string> = {
  float16: "FP16", bfloat16: "BF16", float32: "FP32", float64: "FP64", string: "BYTES", bool: "BOOL",
  int8: "INT8", int16: "INT16", int32: "INT32", int64: "INT64", uint8: "UINT8", uint16: "UINT16", uint32: "UINT32", uint64: "UINT64",
};

type Metadata = { name: string; isTensor: boolean; type?: string; shape?: readonly (number | string)[] };

function tensorOf(metadata: Metadata): TensorSpec {
  if (!metadata.isTensor) return { name: metadata.name, datatype: "sequence or map", shape: null };
  return {
    name: metadata.name, datatype: datatypes[metadata.type ?? ""] ?? metadata.type ?? "unknown",
    shape: (metadata.shape ?? []).map((size) => (typeof size === "number" && size > 0 ? size : null)),
  };
}

/** The ONNX file that a version's artifacts hold: `model.onnx` before any other. */
export function onnxArtifact<T extends { path: string }>(artifacts: readonly T[]): T | null {
  const files = artifacts.filter((artifact) => artifact.path.endsWith(".onnx"));
  return files.find((artifact) => basename(artifact.path) === "model.onnx") ?? files[0] ?? null;
}

async function onnxShape(path: string): Promise<ModelShape> {
  const { InferenceSession } = await import("onnxruntime-node");
  const session = await InferenceSession.create(path, { graphOptimizationLevel: "disabled", intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  try {
    return { inputs: session.inputMetadata.map(tensorOf), outputs: session.outputMetadata.map(tensorOf) };
  } finally {
    await session.release();
  }
}

/**
 * A version's inputs and outputs: of its ONNX file, else of its signature (a flavour that is no ONNX, or a file that the
 * runtime refuses).
 * @throws BaselineProblem when it has neither
 */
export async function modelShape({ artifacts, signature }: ModelFiles, blobs: Blobs): Promise<ModelShape> {
  const onnx = onnxArtifact(artifacts);
  let refusal = "the version has no ONNX file";
  if (onnx !== null) {
    try {
      return await onnxShape(blobs.localPath(onnx.sha256));
    } catch (error) {
      refusal = `${onnx.path} does not load (${(error instanceof Error ? error.message : String(error)).split("\n")[0]?.slice(0, 200) ?? ""})`;
    }
  }
  if (signature !== null && signature.inputs.length + signature.outputs.length > 0) return shapeOfSignature(signature);
  throw new BaselineProblem(`The model's columns are not known: ${refusal}, and no signature was logged.`);
}
