import { expect, test } from "vitest";
import { askedBy } from "./routes.ts";

test.each([
  ["GET", "/v2", { kind: "server" }],
  ["GET", "/v2/?q=1&q=2", { kind: "server" }],
  ["GET", "/v2/health/live", { kind: "live" }],
  ["POST", "/v2/repository/index", { kind: "index" }],
  ["GET", "/v2/models/mlp", { kind: "model", model: "mlp", version: undefined }],
  ["GET", "/v2/models/a%20b%2Fc/versions/3/ready", { kind: "modelReady", model: "a b/c", version: "3" }],
  ["POST", "/v2/models/mlp/infer", { kind: "infer", model: "mlp", version: undefined }],
  ["POST", "/v2/models/mlp/versions/2/infer?x=1", { kind: "infer", model: "mlp", version: "2" }],
  ["GET", "/v2/models/mlp/config", { kind: "config", model: "mlp", version: undefined }],
  ["GET", "/v2/models/mlp/infer", { kind: "wrongMethod", allow: "POST" }],
  ["POST", "/v2/health/ready", { kind: "wrongMethod", allow: "GET" }],
  ["POST", "/v2/repository/models/a%20b/load", { kind: "load", model: "a b" }],
  ["POST", "/v2/repository/models/mlp/unload", { kind: "unload", model: "mlp" }],
  ["GET", "/v2/repository/models/mlp/unload", { kind: "wrongMethod", allow: "POST" }],
  ["GET", "/v2/models/mlp/stats", { kind: "stats", model: "mlp", version: undefined }],
  ["GET", "/v2/models/mlp/versions/2/stats", { kind: "stats", model: "mlp", version: "2" }],
  ["GET", "/v2/models/stats", { kind: "allStats" }],
  ["GET", "/v2/models/mlp/trace/setting", { kind: "unsupported", what: "/v2/models/mlp/trace/setting" }],
  ["GET", "/v2/cudasharedmemory/status", { kind: "unsupported", what: "/v2/cudasharedmemory/status" }],
  ["GET", "/v2/logging", { kind: "unsupported", what: "/v2/logging" }],
  ["GET", "/v2/models/%zz", { kind: "unknown" }],
  ["GET", "/v2/models/mlp/constructor", { kind: "unknown" }],
  ["GET", "/elsewhere", { kind: "unknown" }],
] as const)("%s %s", (method, url, asked) => expect(askedBy(method, url)).toEqual(asked));
