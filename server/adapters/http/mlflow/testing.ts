/** The dialect called without a socket, by two people's tokens. */
import { Hono } from "hono";
import { createAuth, issueToken } from "../../../domains/identity/index.ts";
import type { Deps } from "../../../platform/deps.ts";
import type { App, NodeBindings } from "../context.ts";
import { mountMlflow } from "./index.ts";

export type Body = Record<string, unknown>;
export type Answer = { status: number; body: Body; headers: Headers; text: string };
export type Wire = {
  app: App;
  token: string;
  /** GET sends `values` as the query, everything else as a JSON body. `path` is below /api/2.0/mlflow unless it starts with /. */
  call(method: string, path: string, values?: Body): Promise<Answer>;
  put(path: string, bytes: string): Promise<Answer>;
  raw(path: string, init?: RequestInit): Promise<Answer>;
};

export async function openWire(deps: Deps, email = "scientist@test.local"): Promise<Wire> {
  const app = new Hono<NodeBindings>();
  mountMlflow(app, { deps, auth: createAuth(deps) });
  const token = await issueToken(deps, { email, name: "A scientist", role: "scientist" });
  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    const response = await app.request(path, { ...init, headers });
    const text = await response.text();
    const json = response.headers.get("content-type") === "application/json";
    return { status: response.status, text, body: json ? (JSON.parse(text) as Body) : {}, headers: response.headers };
  };
  return {
    app, token, raw,
    call(method, path, values = {}) {
      const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
      if (method !== "GET") return raw(url, { method, body: JSON.stringify(values), headers: { "content-type": "application/json" } });
      const query = new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)])));
      return raw(query.size > 0 ? `${url}?${query.toString()}` : url);
    },
    put: (path, bytes) => raw(`/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: "PUT", body: bytes }),
  };
}

/** Reads `a.b.0.c` out of a body. */
export function at(value: unknown, path: string): unknown {
  let now = value;
  for (const part of path.split(".")) now = typeof now === "object" && now !== null ? (now as Record<string, unknown>)[part] : undefined;
  return now;
}
