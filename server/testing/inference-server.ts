/** An inference server elsewhere, by the Open Inference Protocol in JSON: adds up each row of `features`. It can be away, hang, or refuse. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Behaviour = "well" | "hangs" | "refuses" | "unavailable" | "says nothing" | keyof typeof nonsense;
/** Answers that are none: how a server that breaks down speaks. */
export const nonsense = {
  "rubbish": Buffer.from([0xff, 0x00, 0x7b, 0x22]), "half an answer": `{"outputs":[{"name":"score","datatype":"FP32","shape":[2,1],"data":[1`, "another page": "<html>Bad gateway</html>", "null": "null", "no outputs": "{}",
  "outputs that are text": `{"outputs":"all"}`, "a huge shape": `{"outputs":[{"name":"score","datatype":"FP32","shape":[1099511627776,1],"data":[1.5]}]}`,
  "fewer values than the shape": `{"outputs":[{"name":"score","datatype":"FP32","shape":[2,1],"data":[1.5]}]}`, "texts for numbers": `{"outputs":[{"name":"score","datatype":"FP32","shape":[2,1],"data":["a","b"]}]}`, "a negative shape": `{"outputs":[{"name":"score","datatype":"FP32","shape":[-2,-1],"data":[1.5,27]}]}`,
} as const;

export type InferenceServer = {
  url: string; port: number; behaviour: Behaviour; predictions: number;
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
};

type Tensor = { name: string; shape: number[]; data: number[] };
const metadata = { name: "sum", platform: "test", inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }], outputs: [{ name: "score", datatype: "FP32", shape: [-1, 1] }] };

export async function inferenceServer(): Promise<InferenceServer> {
  let server: Server;
  const begin = async (port: number) => {
    server = createServer((request, response) => {
      const json = (status: number, value: unknown) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (made.behaviour === "hangs") return;
        if (made.behaviour === "unavailable") return void json(503, { error: "it is busy" });
        if (request.url === "/v2/health/ready") return void response.writeHead(200).end();
        if (request.url === "/v2") return void json(200, { name: "test", extensions: [] });
        if (request.url === "/v2/models/sum") return void json(200, made.behaviour === "says nothing" ? { name: "sum", inputs: [], outputs: [] } : metadata);
        if (request.url !== "/v2/models/sum/infer") return void json(404, { error: "no such model" });
        if (made.behaviour === "refuses") return void json(422, { detail: [{ msg: "not like this" }] });
        if (made.behaviour in nonsense) return void response.writeHead(200, { "Content-Type": "application/json" }).end(nonsense[made.behaviour as keyof typeof nonsense]);
        const { inputs } = JSON.parse(Buffer.concat(chunks).toString()) as { inputs: Tensor[] };
        const { shape: [rows = 0, width = 0] = [], data = [] } = inputs[0] ?? {};
        made.predictions += 1;
        json(200, { model_name: "sum", outputs: [{ name: "score", datatype: "FP32", shape: [rows, 1], data: Array.from({ length: rows }, (_, row) => data.slice(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0)) }] });
      });
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const made: InferenceServer = {
    url: "", port: 0, behaviour: "well", predictions: 0,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
    async start() {
      made.port = await begin(made.port);
      made.url = `http://127.0.0.1:${made.port}`;
    },
  };
  await made.start();
  return made;
}
