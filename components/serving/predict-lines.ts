import type { SignatureView } from "#server/domains/registry/contract.ts";

/** Datatypes of the Open Inference Protocol by MLflow's column types and by numpy's names. */
const datatypes: Record<string, string> = {
  double: "FP64", float: "FP32", long: "INT64", integer: "INT32", string: "BYTES", boolean: "BOOL", object: "BYTES", str: "BYTES", bool: "BOOL",
  float64: "FP64", float32: "FP32", float16: "FP16", int64: "INT64", int32: "INT32", int16: "INT16", int8: "INT8", uint64: "UINT64", uint32: "UINT32", uint16: "UINT16", uint8: "UINT8",
};
export type Tensor = { name: string; datatype: string; shape: number[]; data: (string | number | boolean)[] };
const placeholder = (datatype: string) => (datatype === "BYTES" ? "text" : datatype === "BOOL" ? true : datatype.startsWith("FP") ? 1.5 : 1);

/** One row of made-up values in the shape that the signature asks for. Unknown lengths are one. */
export function exampleTensors(inputs: SignatureView["inputs"]): Tensor[] {
  return inputs.map(({ name, type, shape }) => {
    const datatype = datatypes[type.toLowerCase()] ?? "FP32";
    const sized = (shape ?? [-1, 1]).map((length) => (length > 0 ? length : 1));
    return { name, datatype, shape: sized, data: Array.from({ length: sized.reduce((size, length) => size * length, 1) }, () => placeholder(datatype)) };
  });
}

type Ask = { servingUrl: string; model: string; environment: string; inputs: SignatureView["inputs"]; /** Rows of one's own instead of made-up ones. */ tensors?: Tensor[] };
const rowsOf = ({ inputs, tensors }: Ask): Tensor[] => tensors ?? exampleTensors(inputs);
/** Text inside single quotes of a shell. */
export const shellText = (text: string): string => text.replaceAll("'", String.raw`'\''`);
const headerOf = (environment: string) => (environment === "production" ? "" : ` -H 'Signalbox-Environment: ${environment}'`);

/** The lines of a shell that ask for one prediction. */
export function curlLines(ask: Ask): string {
  const { servingUrl, model, environment } = ask;
  const tensors = shellText(rowsOf(ask).map((tensor) => `  ${JSON.stringify(tensor)}`).join(",\n"));
  return `curl ${servingUrl}/v2/models/${encodeURIComponent(model)}/infer${headerOf(environment)} -d '{"inputs": [\n${tensors}\n]}'`;
}

export const pythonValue = (value: string | number | boolean) => (value === true ? "True" : value === false ? "False" : JSON.stringify(value));

/** The same by a stock Triton client. */
export function pythonLines(ask: Ask): string {
  const { servingUrl, model, environment } = ask;
  const rows = rowsOf(ask).map(({ name, datatype, shape, data }) => `    (${JSON.stringify(name)}, ${JSON.stringify(datatype)}, ${JSON.stringify(shape)}, [${data.map(pythonValue).join(", ")}]),`).join("\n");
  const headers = environment === "production" ? "" : `, headers={"Signalbox-Environment": "${environment}"}`;
  return `import numpy as np, tritonclient.http as http
from tritonclient.utils import triton_to_np_dtype

tensors = []
for name, datatype, shape, values in [
${rows}
]:
    tensor = http.InferInput(name, shape, datatype)
    tensor.set_data_from_numpy(np.array(values, dtype=triton_to_np_dtype(datatype)).reshape(shape))
    tensors.append(tensor)
client = http.InferenceServerClient(${JSON.stringify(servingUrl.replace(/^https?:\/\//, ""))})
print(client.infer(${JSON.stringify(model)}, tensors${headers}).get_response())`;
}

/** Where predictions go: the address of a living serving process, as reached from where the console is. */
export function servingUrlOf(replicas: readonly { address: string; alive: boolean }[], origin: string): string {
  const found = (replicas.find((replica) => replica.alive) ?? replicas[0])?.address;
  const console = new URL(origin);
  if (!found || !URL.canParse(found)) return `http://${console.hostname}:8080`;
  const url = new URL(found);
  if (["0.0.0.0", "[::]"].includes(url.hostname)) url.hostname = console.hostname;
  return url.origin;
}
