/** Bodies that nobody sends by accident: each is a 4xx in its protocol's own words, no worker dies, and good lines land. */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { bearer, check, counted, eventLine, freshWindow, model, post, servingPids, tensors, until, type Answer, type World } from "./world.ts";

type Poison = [name: string, body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>];
const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer);
const bomb = bytes(gzipSync(Buffer.alloc(200 * 2 ** 20, " ")));
const rubbish = bytes(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)));
const request = (first: Record<string, unknown>, more: Record<string, unknown> = {}) => JSON.stringify({ inputs: [{ ...tensors[0], ...first }, ...tensors.slice(1)], ...more });
const deep = (depth: number) => `{"inputs":${"[".repeat(depth)}${"]".repeat(depth)}}`;

/** Refused of any endpoint that takes a body. */
const everywhere: Poison[] = [
  ["a gzip bomb", bomb, { "content-encoding": "gzip" }],
  ["a gzip stream that ends in the middle", bomb.slice(0, 1000), { "content-encoding": "gzip" }],
  ["rubbish as gzip", rubbish, { "content-encoding": "gzip" }],
  ["an encoding nobody knows", "{}", { "content-encoding": "br" }],
  ["100 MB", bytes(Buffer.alloc(100 * 2 ** 20, "a"))],
];
const ofInfer: Poison[] = [
  ["rubbish", rubbish], ["nothing", ""], ["invalid UTF-8", bytes(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))], ["a list", "[]"], ["null", "null"], ["a number", "1e999"],
  ["nesting a million deep", deep(1_000_000)], ["no inputs", "{}"], ["inputs that are text", `{"inputs":"all"}`],
  ["a huge shape", request({ shape: [2 ** 40, 2 ** 40] })], ["a shape past 2^53", request({ shape: [1e300, 1] })], ["a negative size", request({ shape: [-1, 1] })], ["a fractional size", request({ shape: [1.5, 1] })], ["two negative sizes", request({ shape: [-1, -1] })],
  ["a shape of a thousand sizes", request({ shape: Array.from({ length: 1000 }, () => 1) })], ["a shape that is text", request({ shape: "1,1" })], ["a datatype nobody knows", request({ datatype: "FP99" })], ["a datatype that is another", request({ datatype: "BOOL" })],
  ["text for a number", request({ data: ["1.5"] })], ["an object for a number", request({ data: [{}] })], ["too few values", request({ data: [] })], ["too many values", request({ data: [1, 2] })], ["data nested ten thousand deep", request({ data: [] }).replace('"data":[]', `"data":${"[".repeat(10_000)}1${"]".repeat(10_000)}`)],
  ["the same input twice", JSON.stringify({ inputs: [...tensors, tensors[0]] })], ["an input it does not have", JSON.stringify({ inputs: [...tensors, { ...tensors[0], name: "__proto__" }] })],
  ["rows that differ", request({ shape: [2, 1], data: [1, 2] })], ["an output it does not have", request({}, { outputs: [{ name: "nothing" }] })], ["an id that is an object", request({}, { id: {} })],
  ["a time of the far future", request({}, { parameters: { timestamp: "9999-12-31T23:59:59Z" } })], ["a time before all time", request({}, { parameters: { timestamp: "0001-01-01T00:00:00Z" } })], ["a time that is none", request({}, { parameters: { timestamp: "soon" } })],
  ["a binary header longer than the body", "{}", { "inference-header-content-length": "99999" }], ["a negative binary header", "{}", { "inference-header-content-length": "-1" }], ["a binary header that is none", "{}", { "inference-header-content-length": "NaN" }],
  ["a binary size past the body", JSON.stringify({ inputs: [{ name: "wind_ms", datatype: "FP32", shape: [1, 1], parameters: { binary_data_size: 2 ** 52 } }] }), { "inference-header-content-length": "101" }],
  ["a negative binary size", request({ data: undefined, parameters: { binary_data_size: -4 } })],
];
const ofLines: Poison[] = [
  ["rubbish", rubbish], ["nothing but newlines", "\n".repeat(300_000)], ["invalid UTF-8", bytes(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))], ["one line of 60 MB", "x".repeat(60 * 2 ** 20)], ["a line nested a hundred thousand deep", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ["a list", "[]"], ["null", "null"], ["NaN", "NaN"], ["a billion", "1e1000000000"], ["an object with a million members", `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(",")}}`],
];
const ofEvents = (): [name: string, line: string][] => [
  ["a model that is none", eventLine({ model: "nobody" })], ["a model that is a number", eventLine({ model: 7 })], ["a version that is none", eventLine({ version: "9999" })], ["an environment that is none", eventLine({ environment: "moon" })],
  ["inputs that are text", eventLine({ inputs: "all" })], ["columns of different length", eventLine({ inputs: { wind_ms: [1, 2], weather: ["rain"] } })], ["a text for a number", eventLine({ inputs: { wind_ms: "strong" } })],
  ["a time of the year 9999", eventLine({ timestamp: "9999-12-31T23:59:59Z" })], ["a time an hour ahead", eventLine({ timestamp: new Date(Date.now() + 3_600_000).toISOString() })], ["a time of 1970", eventLine({ timestamp: 0 })],
  ["a time in nanoseconds", eventLine({ timestamp: Date.now() * 1e6 })], ["a time without its zone", eventLine({ timestamp: "2026-11-20T10:00:00" })], ["a time on the 31st of February", eventLine({ timestamp: "2026-02-31T10:00:00Z" })],
  ["an id of a megabyte", eventLine({ prediction_id: "x".repeat(900_000) })], ["a negative size", eventLine({ inputs: [{ name: "wind_ms", datatype: "FP32", shape: [-1], data: [1] }] })], ["a huge shape", eventLine({ inputs: [{ name: "wind_ms", datatype: "FP32", shape: [2 ** 40], data: [1] }] })],
];
/** Taken as they are, missing or unseen: a model's inputs can be so. */
const odd: [name: string, line: string][] = [
  ["NaN as Python writes it", eventLine({ inputs: { wind_ms: 1 } }).replace('"wind_ms":1', '"wind_ms":NaN')], ["Infinity", eventLine({ inputs: { wind_ms: 1 } }).replace('"wind_ms":1', '"wind_ms":-Infinity')],
  ["NUL and half a surrogate in a label", eventLine({ inputs: { wind_ms: 1, weather: "a\u0000b\ud800" } })], ["a label of 100 KB", eventLine({ inputs: { wind_ms: 1, weather: "y".repeat(100_000) } })], ["a number past 2^53", eventLine({ inputs: { wind_ms: 1 } }).replace('"wind_ms":1', '"wind_ms":123456789012345678901234567890')],
];

/** HTTP that fetch would not send. @returns the status line, or why there was none */
function raw(url: string, text: string, { close = false, waitMs = 3000 } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => { socket.write(text); if (close) socket.end(); });
    const timer = setTimeout(() => { socket.destroy(); resolve("nothing"); }, waitMs);
    let got = "";
    socket.on("data", (chunk: Buffer) => { got += chunk.toString(); });
    socket.on("error", () => { clearTimeout(timer); resolve(got.split("\r\n")[0] || "reset"); });
    socket.on("close", () => { clearTimeout(timer); resolve(got.split("\r\n")[0] || "closed"); });
    socket.on("data", () => { if (got.includes("\r\n\r\n")) { clearTimeout(timer); socket.destroy(); resolve(got.split("\r\n")[0] ?? ""); } });
  });
}

const refusedInWords = ({ status, json }: Answer) => status >= 400 && status < 500 && typeof json?.["error"] === "string" && json["error"] !== "" && !/internal|undefined|\bat \w+ \(/.test(json["error"]);
type Lines = { accepted: number; duplicate: number; rejected: { line: number; code: string; detail: string }[] };
const linesOf = (answer: Answer) => answer.json as unknown as Lines | null;

export async function poison({ instance, api, scientist }: World): Promise<void> {
  const before = servingPids(instance).toSorted((a, b) => a - b).join();
  const infer = `${instance.servingUrl}/v2/models/${model}/infer`;
  const { servingUrl } = instance;
  const wrong: string[] = [];
  const note = (name: string, answer: Answer, holds: boolean) => { if (!holds) wrong.push(`${name}: ${answer.status} ${answer.text.slice(0, 160)}`); };
  for (const [name, body, headers] of [...everywhere, ...ofInfer]) {
    const answer = await post(infer, body, headers);
    note(`infer, ${name}`, answer, refusedInWords(answer));
  }
  const startedMs = await freshWindow();
  let good = 0;
  for (const path of ["labels", "events"]) {
    for (const [name, body, headers] of everywhere) {
      const answer = await post(`${servingUrl}/v1/${path}`, body, { ...bearer(scientist), ...headers });
      note(`${path}, ${name}`, answer, refusedInWords(answer));
    }
    for (const [name, body] of ofLines) {
      const answer = await post(`${servingUrl}/v1/${path}`, body, bearer(scientist));
      const lines = linesOf(answer);
      note(`${path}, ${name}`, answer, refusedInWords(answer) || (answer.status === 200 && lines !== null && lines.accepted === 0));
    }
  }
  for (const [name, line] of ofEvents()) {
    const answer = await post(`${servingUrl}/v1/events`, `${eventLine()}\n${line}\n${eventLine()}\n`, bearer(scientist));
    const lines = linesOf(answer);
    good += lines?.accepted ?? 0;
    note(`events, ${name}`, answer, answer.status === 200 && lines?.accepted === 2 && lines.rejected.length === 1 && lines.rejected[0]?.line === 2 && lines.rejected[0].detail.length > 10);
  }
  for (const [name, line] of odd) {
    const answer = await post(`${servingUrl}/v1/events`, line, bearer(scientist));
    good += linesOf(answer)?.accepted ?? 0;
    note(`events, ${name}`, answer, linesOf(answer)?.accepted === 1);
  }
  check("poison is refused in the protocol's words", wrong.length === 0, wrong.length === 0 ? `${everywhere.length * 3 + ofInfer.length + ofLines.length * 2 + ofEvents().length} bodies and ${odd.length} odd ones` : `\n     ${wrong.join("\n     ")}`);
  const path = `/v2/models/${model}/infer`;
  const said: [string, string, RegExp][] = [
    ["a content-length that is none", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n{}`), / 400 /],
    ["a negative content-length", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}`), / 400 /],
    ["two lengths", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`), / 400 /],
    ["a length of a terabyte", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1099511627776\r\n\r\n{}`), / 413 /],
    ["less than was announced", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{}`, { close: true }), /closed|reset| 400 /],
    ["a chunk of a size that is none", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`), / 400 /],
    ["headers of a megabyte", await raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(2 ** 20)}\r\n\r\n`), / 4\d\d |reset/],
    ["rubbish for HTTP", await raw(servingUrl, Buffer.from(rubbish).toString("latin1")), / 400 |reset/],
  ];
  // Bodies that never end hold a connection each, and nothing else.
  const slow = Array.from({ length: 200 }, () => raw(servingUrl, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{`, { waitMs: 5000 }));
  const beside = await post(infer, JSON.stringify({ inputs: tensors }));
  await Promise.all(slow);
  const odds = said.filter(([, status, wanted]) => !wanted.test(status));
  check("broken HTTP is refused, slow bodies hold nobody up", odds.length === 0 && beside.status === 200, odds.map(([name, status]) => `${name}: ${status}`).join("; ") || `${said.length} requests, 200 bodies that never end`);
  const total = await until("the good lines", async () => { const now = await counted(api, startedMs); return now >= good + 1 ? now : null; }, 20);
  const after = servingPids(instance).toSorted((a, b) => a - b).join();
  check("good lines landed beside the poison, and no worker died", total === good + 1 && before === after && before !== "", `${total} counted of ${good + 1}; workers ${before} then ${after}`);
}
