/** The messages of `inference.GRPCInferenceService` (oip-wire §4; Triton's field numbers for config and statistics). */
import protobuf from "protobufjs/light.js";

type Field = [number, string];
const repeated = (...[id, type]: Field) => ({ id, type, rule: "repeated" });
const one = (...[id, type]: Field) => ({ id, type });
const map = (id: number, type: string) => ({ id, type, keyType: "string" });
const texts = (...names: string[]) => ({ fields: Object.fromEntries(names.map((name, at) => [name, one(at + 1, "string")])) });
const parameters = (id: number) => map(id, "InferParameter");
const phases = (from: number) => ({ compute_input: one(from, "StatisticDuration"), compute_infer: one(from + 1, "StatisticDuration"), compute_output: one(from + 2, "StatisticDuration") });
const dataTypes = ["INVALID", "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "STRING", "BF16"];

const root = protobuf.Root.fromJSON({ nested: { inference: { nested: {
  InferParameter: { oneofs: { parameter_choice: { oneof: ["bool_param", "int64_param", "string_param", "double_param", "uint64_param"] } }, fields: { bool_param: one(1, "bool"), int64_param: one(2, "int64"), string_param: one(3, "string"), double_param: one(4, "double"), uint64_param: one(5, "uint64") } },
  InferTensorContents: { fields: { bool_contents: repeated(1, "bool"), int_contents: repeated(2, "int32"), int64_contents: repeated(3, "int64"), uint_contents: repeated(4, "uint32"), uint64_contents: repeated(5, "uint64"), fp32_contents: repeated(6, "float"), fp64_contents: repeated(7, "double"), bytes_contents: repeated(8, "bytes") } },
  InferTensor: { fields: { name: one(1, "string"), datatype: one(2, "string"), shape: repeated(3, "int64"), parameters: parameters(4), contents: one(5, "InferTensorContents") } },
  InferRequestedOutput: { fields: { name: one(1, "string"), parameters: parameters(2) } },
  ModelInferRequest: { fields: { model_name: one(1, "string"), model_version: one(2, "string"), id: one(3, "string"), parameters: parameters(4), inputs: repeated(5, "InferTensor"), outputs: repeated(6, "InferRequestedOutput"), raw_input_contents: repeated(7, "bytes") } },
  ModelInferResponse: { fields: { model_name: one(1, "string"), model_version: one(2, "string"), id: one(3, "string"), parameters: parameters(4), outputs: repeated(5, "InferTensor"), raw_output_contents: repeated(6, "bytes") } },
  ModelStreamInferResponse: { fields: { error_message: one(1, "string"), infer_response: one(2, "ModelInferResponse") } },
  Nothing: { fields: {} },
  ServerLiveResponse: { fields: { live: one(1, "bool") } },
  ReadyResponse: { fields: { ready: one(1, "bool") } },
  ModelRequest: texts("name", "version"),
  ServerMetadataResponse: { fields: { name: one(1, "string"), version: one(2, "string"), extensions: repeated(3, "string") } },
  TensorMetadata: { fields: { name: one(1, "string"), datatype: one(2, "string"), shape: repeated(3, "int64") } },
  ModelMetadataResponse: { fields: { name: one(1, "string"), versions: repeated(2, "string"), platform: one(3, "string"), inputs: repeated(4, "TensorMetadata"), outputs: repeated(5, "TensorMetadata") } },
  RepositoryIndexRequest: { fields: { repository_name: one(1, "string"), ready: one(2, "bool") } },
  ModelIndex: texts("name", "version", "state", "reason"),
  RepositoryIndexResponse: { fields: { models: repeated(1, "ModelIndex") } },
  ModelRepositoryParameter: { oneofs: { parameter_choice: { oneof: ["bool_param", "int64_param", "string_param", "bytes_param"] } }, fields: { bool_param: one(1, "bool"), int64_param: one(2, "int64"), string_param: one(3, "string"), bytes_param: one(4, "bytes") } },
  RepositoryModelRequest: { fields: { repository_name: one(1, "string"), model_name: one(2, "string"), parameters: map(3, "ModelRepositoryParameter") } },
  StatisticDuration: { fields: { count: one(1, "uint64"), ns: one(2, "uint64") } },
  InferStatistics: { fields: { success: one(1, "StatisticDuration"), fail: one(2, "StatisticDuration"), queue: one(3, "StatisticDuration"), ...phases(4), cache_hit: one(7, "StatisticDuration"), cache_miss: one(8, "StatisticDuration") } },
  InferBatchStatistics: { fields: { batch_size: one(1, "uint64"), ...phases(2) } },
  ModelStatistics: { fields: { name: one(1, "string"), version: one(2, "string"), last_inference: one(3, "uint64"), inference_count: one(4, "uint64"), execution_count: one(5, "uint64"), inference_stats: one(6, "InferStatistics"), batch_stats: repeated(7, "InferBatchStatistics") } },
  ModelStatisticsResponse: { fields: { model_stats: repeated(1, "ModelStatistics") } },
  DataType: { values: Object.fromEntries(dataTypes.map((name, at) => [`TYPE_${name}`, at])) },
  ModelInput: { fields: { name: one(1, "string"), data_type: one(2, "DataType"), dims: repeated(4, "int64") } },
  ModelOutput: { fields: { name: one(1, "string"), data_type: one(2, "DataType"), dims: repeated(3, "int64") } },
  Latest: { fields: { num_versions: one(1, "uint32") } },
  ModelVersionPolicy: { fields: { latest: one(1, "Latest") } },
  ModelConfig: { fields: { name: one(1, "string"), platform: one(2, "string"), version_policy: one(3, "ModelVersionPolicy"), max_batch_size: one(4, "int32"), input: repeated(5, "ModelInput"), output: repeated(6, "ModelOutput"), backend: one(17, "string") } },
  ModelConfigResponse: { fields: { config: one(1, "ModelConfig") } },
} } } }).lookup("inference") as protobuf.Namespace;

/** Messages by name. Those of the stock service that have the same fields share one: only numbers are on the wire. */
export const typeOf = (name: string): protobuf.Type => root.lookupType(name);

/** From a plain object in the protocol's JSON words. */
export function pack(name: string, value: Record<string, unknown>): Buffer {
  const type = typeOf(name);
  return Buffer.from(type.encode(type.fromObject(value)).finish());
}
