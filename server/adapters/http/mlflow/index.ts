import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Actor } from "../../../domains/identity/contract.ts";
import { actorFromHeaders, authorise } from "../../../domains/identity/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { requirePlainText } from "../../../shared/text.ts";
import type { App, HttpContext, NodeBindings } from "../context.ts";
import { answerPart, downloadRoutes, fileRoutes, partRoute, pathOf, refuseEscape, type FileRoute } from "./artifact-files.ts";
import { bodyTooLarge, jsonObject, largestJsonBytes, prefixes, tokenNeeded } from "./calls.ts";
import type { Endpoint } from "./endpoint.ts";
import { errorResponse, jsonResponse, mlflowError } from "./errors.ts";
import { QueryValues } from "./params.ts";
import { mlflowEndpoints } from "./routes.ts";

/** The MLflow release whose wire this dialect was measured on; clients parse it as a PEP 440 version. */
export const mlflowVersion = "3.17.2";

/** Parts of MLflow's API that are not built: 501, which its client does not try again. */
const notBuilt = [
  "2.0/mlflow/traces", "2.0/mlflow/gateway-proxy",
  "3.0/mlflow/traces", "3.0/mlflow/datasets", "3.0/mlflow/scorers", "3.0/mlflow/assessments", "3.0/mlflow/gateway", "3.0/mlflow/workspaces",
] as const;

/**
 * Mounts MLflow's tracking and registry API under /api and /ajax-api, its downloads, /health and /version.
 * Calls take a token (Bearer, or Basic with the token as its password); a session's cookie opens downloads only, so that
 * no page of another origin can write with it.
 */
export function mountMlflow(app: App, http: HttpContext): void {
  app.use("*", async (context, next) => refuseEscape(context.env?.incoming) ?? next());
  app.get("/health", () => new Response("OK", { headers: { "content-type": "text/plain; charset=utf-8" } }));
  app.get("/version", () => new Response(mlflowVersion, { headers: { "content-type": "text/plain; charset=utf-8" } }));
  for (const route of downloadRoutes) app.get(route.path, (context) => answerFile(http, route, context));
  for (const prefix of prefixes) {
    for (const row of mlflowEndpoints) {
      app.on([...row.methods], prefix + row.path, limitBody, (context) => answerJson(http, row, context));
    }
    for (const path of new Set(mlflowEndpoints.map((row) => row.path))) {
      const methods = mlflowEndpoints.filter((row) => row.path === path).flatMap((row) => row.methods);
      app.all(prefix + path, () => withHeader(mlflowError(405, "METHOD_NOT_ALLOWED", `This call is made with ${methods.join(" or ")}.`), "allow", methods.join(", ")));
    }
    app.put(prefix + partRoute.path, (context) => guarded(http, context, () => answerPart(http.deps, context)));
    // After the list of a folder: `artifacts/*` would match `artifacts` too.
    for (const route of fileRoutes) app.on(route.method, prefix + route.path, (context) => answerFile(http, route, context));
    for (const path of notBuilt) {
      const refuse = () => errorResponse(new SignalboxError("not_implemented", `/${path} is not part of this installation.`));
      app.all(prefix + path, refuse);
      app.all(`${prefix}${path}/*`, refuse);
    }
    for (const version of ["2.0", "3.0"]) {
      for (const part of ["mlflow", "mlflow-artifacts"]) app.all(`${prefix}${version}/${part}/*`, () => mlflowError(404, "ENDPOINT_NOT_FOUND", "There is no such call."));
    }
  }
}

const limitBody = bodyLimit({ maxSize: largestJsonBytes, onError: () => errorResponse(bodyTooLarge()) });

function withHeader(response: Response, name: string, value: string): Response {
  response.headers.set(name, value);
  return response;
}

/** @throws unauthenticated */
async function actorOf({ deps, auth }: HttpContext, context: Context<NodeBindings>, session: boolean): Promise<Actor> {
  const actor = await actorFromHeaders(deps, auth, context.req.raw.headers);
  if (actor === null || (actor.via === "session" && !session)) throw tokenNeeded();
  return actor;
}

async function guarded(http: HttpContext, context: Context<NodeBindings>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignalboxError)) http.deps.log.error("an MLflow call failed", { path: context.req.path, error: error instanceof Error ? error : String(error) });
    return errorResponse(error);
  }
}

const answerFile = (http: HttpContext, route: FileRoute, context: Context<NodeBindings>) => guarded(http, context, async () => {
  const actor = await actorOf(http, context, route.session);
  authorise(actor, route.right);
  return route.answer(http.deps, actor, context);
});

const answerJson = (http: HttpContext, row: Endpoint, context: Context<NodeBindings>) => guarded(http, context, async () => {
  const actor = await actorOf(http, context, false);
  authorise(actor, row.right);
  const raw = context.req.method === "GET" ? queryOf(context) : jsonObject(await context.req.text(), context.req.header("content-type"));
  return jsonResponse(await row.handle(http.deps, actor, { raw, segments: segmentsOf(context, row.path) }));
});

/** The named segments of the path; where it ends in `*`, what stands there is `rest`. */
function segmentsOf(context: Context<NodeBindings>, path: string): Record<string, string> {
  const segments: Record<string, string> = path.endsWith("*") ? { rest: pathOf(context, path.slice(0, -1)) } : context.req.param();
  requirePlainText(segments);
  return segments;
}

const queryOf = (context: Context<NodeBindings>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(context.req.queries()).map(([name, values]) => [name, new QueryValues(values)]));
