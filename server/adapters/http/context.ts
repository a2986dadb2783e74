import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Auth } from "#server/domains/identity/index.ts";
import type { Deps } from "#server/platform/deps.ts";

/** What every dialect is mounted with: one a process. */
export type HttpContext = { deps: Deps; auth: Auth };

/** Handlers may reach Node's own request (`context.env.incoming`), for bodies that stream; there is none under `app.request`. */
export type NodeBindings = { Bindings: Partial<HttpBindings> };
export type App = Hono<NodeBindings>;
