/**
 * The floor: a bare HTTP server with micro-batching that parses, runs the same models and answers, JSON and Triton's
 * binary tensors. No checks, no routes, no statistics, no monitoring. `node serving-floor.ts PORT NAME=FILE…`
 */
import { createServer, type ServerResponse } from "node:http";
import { Tensor } from "onnxruntime-node";
import { binding, initOrt } from "onnxruntime-node/dist/binding.js";

type Job = { answer: ServerResponse; rows: number; data: Float32Array; binary: boolean };
const [port = "0", ...files] = process.argv.slice(2);
initOrt();

function batching(file: string): (job: Job) => void {
  const session = new binding.InferenceSession();
  session.loadModel(file, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  const names = session.outputMetadata.map(({ name }) => name);
  const fetches = Object.fromEntries(names.map((name) => [name, null]));
  let waiting: Job[] = [];
  const run = () => {
    const jobs = waiting;
    waiting = [];
    const rows = jobs.reduce((sum, job) => sum + job.rows, 0);
    const data = new Float32Array(rows * 20);
    let at = 0;
    for (const job of jobs) {
      data.set(job.data, at * 20);
      at += job.rows;
    }
    const results = session.run({ features: new Tensor("float32", data, [rows, 20]) }, fetches, {});
    at = 0;
    for (const job of jobs) {
      const outputs = names.map((name) => {
        const { data: all, dims, type } = results[name] as Tensor;
        const width = all.length / rows;
        return { name, datatype: type === "int64" ? "INT64" : "FP32", shape: [job.rows, ...dims.slice(1)], data: (all as Float32Array).subarray(at * width, (at + job.rows) * width) };
      });
      at += job.rows;
      send(job, outputs);
    }
  };
  return (job) => {
    if (waiting.push(job) === 1) setImmediate(run);
  };
}

function send({ answer, binary }: Job, outputs: { name: string; datatype: string; shape: number[]; data: Float32Array }[]): void {
  if (!binary) {
    const body = JSON.stringify({ outputs: outputs.map((output) => ({ ...output, data: Array.from(output.data, Number) })) });
    answer.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
    answer.end(body);
    return;
  }
  const blobs = outputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const json = Buffer.from(JSON.stringify({ outputs: outputs.map(({ name, datatype, shape }, index) => ({ name, datatype, shape, parameters: { binary_data_size: blobs[index]?.length } })) }));
  const body = Buffer.concat([json, ...blobs]);
  answer.writeHead(200, { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": json.length, "Content-Length": body.length });
  answer.end(body);
}

const models = new Map(files.map((file) => [`/v2/models/${file.slice(0, file.indexOf("="))}/infer`, batching(file.slice(file.indexOf("=") + 1))]));
createServer({ noDelay: true }, (incoming, answer) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    const length = Number(incoming.headers["inference-header-content-length"] ?? body.length);
    const [input] = (JSON.parse(body.toString("utf8", 0, length)) as { inputs: [{ shape: [number, number]; data?: number[] }] }).inputs;
    const data = input.data ? Float32Array.from(input.data) : new Float32Array(Uint8Array.prototype.slice.call(body, length).buffer);
    models.get(incoming.url ?? "")?.({ answer, rows: input.shape[0], data, binary: length < body.length });
  });
}).listen(Number(port), "127.0.0.1", () => process.stdout.write("floor is up\n"));
