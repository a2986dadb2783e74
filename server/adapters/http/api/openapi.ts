import { z } from "zod";
import { errorCodes } from "#server/shared/errors.ts";
import { paths } from "#server/shared/paths.ts";
import type { ApiRoute } from "./route.ts";

type Json = Record<string, unknown>;

function schemaOf(type: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: "any", target: "draft-2020-12" }) as Json;
  return schema;
}

const pathParams = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");

function operation(route: ApiRoute): Json {
  const { properties = {}, required = [], ...rest } = schemaOf(route.input, "input") as { properties?: Record<string, Json>; required?: string[] } & Json;
  const inPath = pathParams(route.path);
  const fieldOf = (name: string): string => route.fieldOf?.[name] ?? name;
  const parameter = (name: string, place: "path" | "query"): Json => ({ name, in: place, required: place === "path" || required.includes(name), schema: properties[place === "path" ? fieldOf(name) : name] ?? {} });
  const others = Object.keys(properties).filter((name) => !inPath.map(fieldOf).includes(name));
  const isRead = route.method === "GET";
  const parameters: Json[] = [...inPath.map((name) => parameter(name, "path")), ...(isRead ? others.map((name) => parameter(name, "query")) : [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", minLength: 1, maxLength: 255 } }])];
  const body: Json = { ...rest, properties: Object.fromEntries(others.map((name) => [name, properties[name]])), required: required.filter((name) => others.includes(name)) };
  const answer: Json = route.output === null ? { description: "Done" } : { description: "The answer", content: { "application/json": { schema: schemaOf(route.output, "output") }, ...(route.file === null ? {} : { "text/csv": { schema: { type: "string" } } }) } };
  return {
    operationId: route.operationId, summary: route.summary, description: `Needs the right \`${route.right}\`.`, parameters,
    ...(isRead || others.length === 0 ? {} : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: { [route.status]: answer, default: { $ref: "#/components/responses/Problem" } },
  };
}

const live: Json = {
  operationId: "live", summary: "Server-sent events of what changes", description: "Needs the right `monitoring.read`.",
  parameters: [{ name: "Last-Event-ID", in: "header", required: false, schema: { type: "integer" } }],
  responses: { 200: { description: "One event a change; `id` is its place in the sequence", content: { "text/event-stream": { schema: { type: "string" } } } }, default: { $ref: "#/components/responses/Problem" } },
};

/** OpenAPI 3.1 of the table: what a handler parses and projects is what this says. */
export function openApiDocument(routes: readonly ApiRoute[], server: string): Json {
  const byPath: Record<string, Json> = {};
  for (const route of routes) {
    const at = (byPath[`/${route.path}`] ??= {});
    at[route.method.toLowerCase()] = operation(route);
  }
  byPath["/live"] = { get: live };
  return {
    openapi: "3.1.0",
    info: { title: "Signalbox control API", version: "1", description: "Registry, releases, monitoring, embeds and audit of one installation. A mutation takes an Idempotency-Key, kept a day." },
    servers: [{ url: server + paths.api("").replace(/\/$/, "") }],
    security: [{ token: [] }],
    paths: byPath,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token of a person, `sbx_…`" } },
      responses: { Problem: { description: "Refused", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } } },
      schemas: {
        Problem: {
          type: "object", required: ["type", "title", "status", "detail", "code"],
          properties: {
            type: { type: "string" }, title: { type: "string" }, status: { type: "integer" }, detail: { type: "string" }, code: { type: "string", enum: Object.keys(errorCodes) },
            fields: { type: "array", items: { type: "object", required: ["path", "message"], properties: { path: { type: "string" }, message: { type: "string" } } } },
          },
        },
      },
    },
  };
}
