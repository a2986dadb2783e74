/** The floor: a bare HTTP server that parses, runs the same model and answers. No checks, no routes, no monitoring. */
import { createServer } from "node:http";
import * as ort from "onnxruntime-node";

const [modelFile = "", port = "0"] = process.argv.slice(2);
const session = await ort.InferenceSession.create(modelFile, { intraOpNumThreads: 1 });
type Body = { inputs: { name: string; datatype: string; shape: number[]; data: (number | string)[] }[] };

createServer((incoming, answer) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const { inputs } = JSON.parse(Buffer.concat(chunks).toString()) as Body;
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, input.datatype === "BYTES" ? new ort.Tensor("string", input.data as string[], input.shape) : new ort.Tensor("float32", Float32Array.from(input.data as number[]), input.shape)]));
    session.run(feeds).then(
      (outputs) => answer.end(JSON.stringify({ outputs: Object.entries(outputs).map(([name, tensor]) => ({ name, shape: tensor.dims, data: [...(tensor.data as Float32Array)] })) })),
      (error: unknown) => { answer.statusCode = 500; answer.end(String(error)); },
    );
  });
}).listen(Number(port), "127.0.0.1", () => process.stdout.write("floor is up\n"));
