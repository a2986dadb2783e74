/**
 * The web process: one Node HTTP server. The dialects that programs call are its own routes; every other path goes to
 * Next (a Next route handler costs five times a plain one, and its middleware would buffer uploads).
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import createNext from "next";
import { mountApi } from "../adapters/http/api/index.ts";
import { mountAuth } from "../adapters/http/auth/index.ts";
import type { App, HttpContext, NodeBindings } from "../adapters/http/context.ts";
import { embedHeaders, mountEmbed } from "../adapters/http/embed/index.ts";
import { mountHealth } from "../adapters/http/health/index.ts";
import { mountLive } from "../adapters/http/live/index.ts";
import { directMlflow } from "../adapters/http/mlflow/direct.ts";
import { mountMlflow } from "../adapters/http/mlflow/index.ts";
import { installDoor } from "../adapters/trpc/install-door.ts";
import { mountTrpc } from "../adapters/trpc/mount.ts";
import { createAuth, ensureFirstAdminInvite, seedDemoPeople } from "../domains/identity/index.ts";
import { log } from "../platform/log.ts";
import { onStop, openDeps } from "./deps.ts";
import { envOrExit } from "./settings.ts";

const dev = process.env["NODE_ENV"] === "development";
const env = envOrExit();
const deps = openDeps(env, 12);
const ctx: HttpContext = { deps, auth: createAuth(deps) };

const app: App = new Hono<NodeBindings>();
for (const mount of [mountHealth, mountAuth, mountTrpc, mountLive, mountApi, mountMlflow, mountEmbed]) mount(app, ctx);
const direct = directMlflow(ctx);
const dialects = getRequestListener(app.fetch, { overrideGlobalObjects: false });
/** What the Hono routes answer; all else is a page. */
const ours = /^\/(api|ajax-api|get-artifact|model-versions|healthz|readyz|metrics|health|version)(\/|$|\?)|^\/embed\/[^/?]+\/./;
const embedPage = /^\/embed\/([^/?]+)\/?(?:\?|$)/;

const next = createNext({ dev, dir: process.cwd(), hostname: env.host, port: env.port, quiet: true });
await next.prepare();
const page = next.getRequestHandler();
installDoor(ctx);

/** A policy without inline scripts: Next puts the nonce on its own when it finds it in the request's policy. */
function contentPolicy(nonce: string, frameAncestors: string): string {
  const script = dev ? `'self' 'nonce-${nonce}' 'strict-dynamic' 'unsafe-eval'` : `'self' 'nonce-${nonce}' 'strict-dynamic'`;
  return [
    "default-src 'self'", `script-src ${script}`, "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
    "frame-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", `frame-ancestors ${frameAncestors}`,
  ].join("; ");
}

/** What Next would fail on: an address with a broken escape names no page. */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

async function servePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let frameAncestors = "'none'";
  const embed = embedPage.exec(request.url ?? "");
  if (embed) {
    const found = await embedHeaders(deps, embed[1] ?? "");
    // A revoked or unknown link has a page of its own, with its own status.
    if (found.status !== 200) {
      await dialects(request, response);
      return;
    }
    frameAncestors = found.frameAncestors;
  } else if (!isDecodable(request.url ?? "")) {
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
    return void response.end("This address is not percent-encoded text.");
  } else {
    response.setHeader("x-frame-options", "DENY");
  }
  const policy = contentPolicy(randomBytes(16).toString("base64"), frameAncestors);
  request.headers["content-security-policy"] = policy;
  // A layout cannot see its own address, and needs it to send a visitor back here after signing in.
  request.headers["x-signalbox-address"] = request.url ?? "/";
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  if (env.publicUrl.startsWith("https:")) response.setHeader("strict-transport-security", "max-age=31536000");
  await page(request, response);
}

const server = createServer((request, response) => {
  if (direct(request, response)) return;
  const served = ours.test(request.url ?? "") ? Promise.resolve(dialects(request, response)) : servePage(request, response);
  served.catch((error: unknown) => {
    log.error("a request failed", { path: request.url?.split("?")[0] ?? "", reason: error instanceof Error ? error.message : String(error) });
    if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
    response.end("Something failed on our side. Nothing was changed.");
  });
});
// Uploads of gigabytes take their time; what bounds a request is its own handler.
server.requestTimeout = 0;
// A peer that neither sends nor takes anything for so long is gone.
server.setTimeout(300_000);
server.on("upgrade", (request, socket, head) => { next.getUpgradeHandler()(request, socket, head).catch(() => socket.destroy()); });
server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${env.port} is taken. Set PORT to another.` : error.message);
  process.exit(1);
});
server.listen(env.port, env.host, () => log.info("console is listening", { url: env.publicUrl }));

if (env.demo) await seedDemoPeople(deps);
const firstAdmin = env.demo ? null : await ensureFirstAdminInvite(deps);
if (firstAdmin) log.info(`No administrator yet. Open this link once to become it: ${firstAdmin}`);

onStop(async () => {
  server.close();
  server.closeAllConnections();
  await next.close();
  await deps.db.close();
});
