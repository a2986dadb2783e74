/** CloudEvents 1.0 as KServe's payload logger sends them (oip-wire §9), binary, structured and in batches. Pure. */
import type { IncomingHttpHeaders } from "node:http";
import { badLine, isMembers, type Members, parseMembers } from "../lines.ts";
import { type Given, readRows, readValues, type Role } from "./columns.ts";
import type { HalfKind } from "./memory.ts";

/** One half of a prediction. `join` is the same for both halves of one. */
export type HalfEvent = { id: string; join: string; kind: HalfKind; time: unknown; /** KServe's name of the service. */ service: string | undefined; data: Members; bytes: number };

/** MLServer's own logger has the same two under its older name. */
const kinds: Readonly<Record<string, HalfKind>> = {
  "org.kubeflow.serving.inference.request": "request", "org.kubeflow.serving.inference.response": "response",
  "io.seldon.serving.inference.request": "request", "io.seldon.serving.inference.response": "response",
};
/** As much as one half may take of the memory that waits for the others. */
const halfLimitBytes = 8 * 2 ** 20;

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value.slice(0, 512) : undefined);

function halfOf(attributes: Members, data: () => Members, bytes: number): HalfEvent {
  if (attributes["specversion"] !== "1.0") throw badLine("specversion has to be 1.0.");
  const id = text(attributes["id"]);
  if (id === undefined) throw badLine("id is absent: it joins a request to its response.");
  if (text(attributes["source"]) === undefined) throw badLine("source is absent.");
  const type = attributes["type"];
  const kind = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) throw badLine(`type is ${typeof type === "string" ? `'${type.slice(0, 100)}'` : "absent"}: org.kubeflow.serving.inference.request or .response is wanted.`);
  if (bytes > halfLimitBytes) throw badLine(`It has ${bytes} bytes, ${halfLimitBytes} at most are taken.`);
  const service = text(attributes["inferenceservicename"]);
  // A transformer and its predictor log one request by the same id.
  const join = JSON.stringify([id, service, text(attributes["namespace"]), text(attributes["component"]), text(attributes["endpoint"])]);
  return { id, join, kind, time: attributes["time"], service, data: data(), bytes };
}

function structured(members: Members, bytes: number): HalfEvent {
  return halfOf(members, () => {
    const { data, data_base64: encoded } = members;
    if (typeof encoded === "string") return parseMembers(Buffer.from(encoded, "base64"));
    if (typeof data === "string") return parseMembers(Buffer.from(data));
    if (!isMembers(data)) throw badLine("data is absent: the request or response in JSON is wanted.");
    return data;
  }, bytes);
}

/** Null: the body is not of CloudEvents. */
export function cloudEventMode(headers: IncomingHttpHeaders): "binary" | "structured" | "batch" | null {
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/cloudevents+json") return "structured";
  if (type === "application/cloudevents-batch+json") return "batch";
  return headers["ce-specversion"] !== undefined || headers["ce-type"] !== undefined || headers["ce-id"] !== undefined ? "binary" : null;
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** @throws LineRefusal */
export function binaryEvent(headers: IncomingHttpHeaders, body: Buffer): HalfEvent {
  const attributes = Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (name.startsWith("ce-") && typeof value === "string" ? [[name.slice(3), percentDecoded(value)]] : [])));
  return halfOf(attributes, () => parseMembers(body), body.length);
}

/** @throws LineRefusal */
export const structuredEvent = (body: Buffer): HalfEvent => structured(parseMembers(body), body.length);

/** @throws LineRefusal when it is no list of objects */
export function batchOf(body: Buffer): (() => HalfEvent)[] {
  const { events } = parseMembers(Buffer.concat([Buffer.from(`{"events":`), body, Buffer.from("}")]));
  if (!Array.isArray(events) || !events.every(isMembers)) throw badLine("A batch is a list of CloudEvents.");
  const bytes = Math.ceil(body.length / Math.max(1, events.length));
  return events.map((members) => () => structured(members, bytes));
}

const has = (members: Members, name: string) => members[name] !== undefined && members[name] !== null;

/** The values of both halves, V2 tensors or V1 rows. @throws LineRefusal */
export function valuesOf(request: Members, response: Members): Record<Role, Given> {
  const side = (role: Role, members: Members, rows: string): Given => {
    if (has(members, role)) return readValues(role, members[role]);
    if (has(members, rows)) return readRows(role, members[rows]);
    throw badLine(`The ${role === "inputs" ? "request" : "response"} has neither ${role} nor ${rows}.`);
  };
  return { inputs: side("inputs", request, "instances"), outputs: side("outputs", response, "predictions") };
}
