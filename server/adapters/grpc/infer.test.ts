import { expect, test } from "vitest";
import { decodeMessage, type InferMessage, parseMessage, plain } from "./infer.ts";

/** Recorded from tritonclient 2.73. */
const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

test("a recorded ModelInferRequest", () => {
  const message = decodeMessage<InferMessage>("ModelInferRequest", bytes("0a036d6c70 2a11 0a05696e707574 120446503332 1a020102 3a08 0000803f00000040"));
  const request = parseMessage(message, { model: "mlp", inputs: [{ name: "input", datatype: "FP32", shape: [-1, 2] }], outputs: [{ name: "output", datatype: "FP32", shape: [-1, 1] }] });
  expect([message.model_name, request.inputs[0]?.shape, Array.from(request.inputs[0]?.data as Float32Array), request.outputs]).toEqual(["mlp", [1, 2], [1, 2], [{ name: "output", binary: true }]]);
});
test("a recorded RepositoryModelLoad", () => {
  const message = decodeMessage<{ model_name: string; parameters: InferMessage["parameters"] }>("RepositoryModelRequest", bytes("12036d6c70 1a0e 0a06636f6e666967 1204 1a027b7d"));
  expect([message.model_name, plain(message.parameters)]).toEqual(["mlp", { config: "{}" }]);
});
test("what is no message is refused", () => expect(() => decodeMessage("ModelInferRequest", bytes("0aff"))).toThrow("the message is not a ModelInferRequest"));
