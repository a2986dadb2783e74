import type { OnnxSummary } from "../contract-version.ts";
import { fieldsOf, textOf, WireProblem, type Ask, type Field } from "./protobuf-walk.ts";

/** Names of TensorProto.DataType (onnx.proto3, IR version 10). */
const elementTypes = ["undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1"] as const;
const elementName = (type: number) => elementTypes[type] ?? `type ${type}`;
const standardDomain = "ai.onnx";
const mostOperators = 200;
type Value = OnnxSummary["inputs"][number];
type Walk<Result> = Generator<Ask, Result, Uint8Array>;

/** Field numbers of onnx.proto3's messages, those that are read. */
const model = { irVersion: 1, producerName: 2, producerVersion: 3, graph: 7, opset: 8, function: 25 } as const;
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparse: 15 } as const;

/**
 * Walks a ModelProto as bytes on the wire: asks for the few bytes it reads and steps over tensors and attributes, so
 * that a file of gigabytes costs kilobytes. Inputs that are initializers too (IR version 3 and older) are no inputs.
 * @throws WireProblem when the bytes are no ModelProto
 */
export function* summariseOnnx(size: number): Walk<OnnxSummary> {
  const summary: OnnxSummary = { irVersion: 0, producer: "", graph: "", opsets: [], inputs: [], outputs: [], nodes: 0, operators: [], initializers: 0, parameters: 0, external: 0, functions: 0 };
  const producer: string[] = [];
  let found = false;
  for (const walk = fieldsOf({ start: 0, end: size }); ;) {
    const field = yield* walk();
    if (field === null) break;
    switch (field.number) {
      case model.irVersion: summary.irVersion = field.value; break;
      case model.producerName: case model.producerVersion: producer.push(yield* textOf(field)); break;
      case model.opset: summary.opsets.push(yield* opset(field)); break;
      case model.function: summary.functions += 1; break;
      case model.graph: found = true; yield* readGraph(field, summary); break;
      default: break;
    }
  }
  if (!found) throw new WireProblem("it holds no graph");
  return { ...summary, producer: producer.filter(Boolean).join(" ") };
}

function* opset(field: Field): Walk<{ domain: string; version: number }> {
  const read = { domain: standardDomain, version: 0 };
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return read;
    if (part.number === 1) read.domain = (yield* textOf(part)) || standardDomain;
    if (part.number === 2) read.version = part.value;
  }
}

function* readGraph(field: Field, summary: OnnxSummary): Walk<void> {
  const operators = new Map<string, number>();
  const weights = new Set<string>();
  const inputs: Value[] = [];
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) break;
    switch (part.number) {
      case graph.name: summary.graph = yield* textOf(part); break;
      case graph.node: {
        const name = yield* operatorOf(part);
        operators.set(name, (operators.get(name) ?? 0) + 1);
        summary.nodes += 1;
        break;
      }
      case graph.initializer: {
        const tensor = yield* tensorHead(part);
        weights.add(tensor.name);
        summary.initializers += 1;
        summary.parameters += tensor.elements;
        summary.external += tensor.external ? 1 : 0;
        break;
      }
      case graph.sparse: summary.initializers += 1; break;
      case graph.input: inputs.push(yield* valueInfo(part)); break;
      case graph.output: summary.outputs.push(yield* valueInfo(part)); break;
      default: break;
    }
  }
  summary.inputs = inputs.filter((input) => !weights.has(input.name));
  summary.operators = [...operators].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, mostOperators);
}

/** NodeProto: its operator, with the domain where that is not the standard's. */
function* operatorOf(field: Field): Walk<string> {
  let name = "";
  let domain = "";
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) break;
    if (part.number === 4) name = yield* textOf(part);
    if (part.number === 7) domain = yield* textOf(part);
  }
  return domain === "" || domain === standardDomain ? name : `${domain}.${name}`;
}

/** TensorProto without its data. */
function* tensorHead(field: Field): Walk<{ name: string; elements: number; external: boolean }> {
  let name = "";
  let elements = 1;
  let external = false;
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return { name, elements, external };
    if (part.number === 1) for (const side of yield* numbersOf(part)) elements *= side;
    if (part.number === 8) name = yield* textOf(part);
    if (part.number === 14) external = part.value === 1;
  }
}

/** A repeated integer, one of it or packed. */
function* numbersOf(field: Field): Walk<number[]> {
  if (field.kind === "number") return [field.value];
  const numbers: number[] = [];
  for (const walk = fieldsOf(field, "packed"); ;) {
    const one = yield* walk();
    if (one === null) return numbers;
    numbers.push(one.value);
  }
}

function* valueInfo(field: Field): Walk<Value> {
  const value: Value = { name: "", type: "unknown", shape: null };
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return value;
    if (part.number === 1) value.name = yield* textOf(part);
    if (part.number === 2) Object.assign(value, yield* typeOf(part, 0));
  }
}

type TypeWords = Pick<Value, "type" | "shape">;
const deepest = 8;

/** TypeProto: a tensor's element type and shape; sequences, maps and optionals in words. */
function* typeOf(field: Field, depth: number): Walk<TypeWords> {
  let words: TypeWords = { type: "unknown", shape: null };
  if (depth > deepest) return words;
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return words;
    switch (part.number) {
      case 1: words = yield* tensorType(part); break;
      case 4: words = { type: `sequence of ${(yield* within(part, depth)).value.type}`, shape: null }; break;
      case 5: {
        const { key, value } = yield* within(part, depth);
        words = { type: `map of ${elementName(key)} to ${value.type}`, shape: null };
        break;
      }
      case 8: words = { ...(yield* tensorType(part)) }; words.type = `sparse ${words.type}`; break;
      case 9: words = { type: `optional ${(yield* within(part, depth)).value.type}`, shape: null }; break;
      default: break;
    }
  }
}

/** A sequence's, map's or optional's own parts: field 1 is the element's type, or a map's key; field 2 a map's value. */
function* within(field: Field, depth: number): Walk<{ key: number; value: TypeWords }> {
  const found = { key: 0, value: { type: "unknown", shape: null } as TypeWords };
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return found;
    if (part.kind === "number") found.key = part.value;
    else if (part.number <= 2) found.value = yield* typeOf(part, depth + 1);
  }
}

function* tensorType(field: Field): Walk<TypeWords> {
  const words: TypeWords = { type: "undefined", shape: null };
  for (const walk = fieldsOf(field); ;) {
    const part = yield* walk();
    if (part === null) return words;
    if (part.number === 1) words.type = elementName(part.value);
    if (part.number === 2) words.shape = yield* shapeOf(part);
  }
}

/** A dimension is a number, a name, or "?" where it is neither. */
function* shapeOf(field: Field): Walk<(number | string)[]> {
  const sides: (number | string)[] = [];
  for (const walk = fieldsOf(field); ;) {
    const dimension = yield* walk();
    if (dimension === null) return sides;
    if (dimension.number !== 1) continue;
    let side: number | string = "?";
    for (const inner = fieldsOf(dimension); ;) {
      const part = yield* inner();
      if (part === null) break;
      if (part.number === 1) side = part.value;
      if (part.number === 2) side = (yield* textOf(part)) || "?";
    }
    sides.push(side);
  }
}
