export type { Datatype, TensorData, TensorSpec } from "./datatypes.ts";
export { NonFinite, parseLenient } from "./json.ts";
export { encodeRequest, errorIn, NotOip, readModelMetadata, readReply, type SentTensor, takesBinary } from "./client.ts";
export { asksOnlyReady, checkLoad, checkUnload, parseParameters } from "./repository.ts";
export { bad, errorBody, notReady, OipRefusal, toRefusal } from "./errors.ts";
export { encodeInfer, type InferReply, modelConfig, modelMetadata, type OutputTensor, serverMetadata } from "./reply.ts";
export { type InferRequest, type InputTensor, type ModelSpec, parametersOf, parseInfer } from "./request.ts";
export { type Asked, askedBy, type ModelTarget } from "./routes.ts";
