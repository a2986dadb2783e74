export { decodeMessage, encodeMessage, type InferMessage, parseMessage, plain, replyMembers } from "./infer.ts";
export { pack } from "./messages.ts";
export { statusOf } from "./status.ts";
