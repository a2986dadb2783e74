import { createHash } from "node:crypto";
import type { Context } from "hono";
import { drawPanel, openEmbed, pictureThemes, type OpenedEmbed, type PictureTheme } from "#server/domains/embeds/index.ts";
import type { Deps } from "#server/platform/deps.ts";
import { SignalboxError } from "#server/shared/errors.ts";
import type { App, HttpContext } from "../context.ts";
import { problemResponse, withProblems } from "../problem.ts";
import { endedPage, endedPicture } from "./ended.ts";
import { panelCache } from "./panel-cache.ts";

type Ended = Exclude<OpenedEmbed["state"], "live">;
const endedStatus = { gone: 410, missing: 404 } as const satisfies Record<Ended, number>;

/** Bound so that a page of the console may not be framed by mistake of this dialect: `*` only where the embed allows all. */
const ancestorsOf = (allowed: readonly string[]) => (allowed.length === 0 ? "*" : allowed.join(" "));

/**
 * What the web process needs before it lets the page of an embed be made: whether there is one, and who may frame it.
 * The sources of `frame-ancestors` are the embed's own list; `*` when it has none.
 */
export async function embedHeaders(deps: Deps, id: string): Promise<{ status: 200 | 404 | 410; frameAncestors: string }> {
  const opened = await openEmbed(deps, id);
  return opened.state === "live" ? { status: 200, frameAncestors: ancestorsOf(opened.embed.allowedAncestors) } : { status: endedStatus[opened.state], frameAncestors: "*" };
}

const common = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" } as const;
const pictureHeaders = { ...common, "content-type": "image/svg+xml; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", "cross-origin-resource-policy": "cross-origin" } as const;

const strongTag = (body: string) => `"${createHash("sha256").update(body).digest("base64url").slice(0, 32)}"`;

/** RFC 9110, 13.1.2: any of the listed tags, compared weakly, or `*`. */
function matches(header: string | undefined, tag: string): boolean {
  return header !== undefined && header.split(",").some((part) => part.trim() === "*" || part.trim().replace(/^W\//, "") === tag);
}

function answer(c: Context, body: string, headers: Record<string, string>): Response {
  const tag = strongTag(body);
  if (matches(c.req.header("if-none-match"), tag)) {
    const { "content-type": _type, ...rest } = headers;
    return new Response(null, { status: 304, headers: { ...rest, etag: tag } });
  }
  return new Response(body, { status: 200, headers: { ...headers, etag: tag } });
}

function themeOf(c: Context): PictureTheme | null {
  const asked = c.req.query("theme");
  return pictureThemes.find((theme) => theme === asked) ?? null;
}

function widthOf(c: Context): number {
  const asked = Number(c.req.query("w"));
  return Number.isFinite(asked) && asked > 0 ? asked : 760;
}

function endedData(state: Ended): Response {
  const failure = state === "gone" ? new SignalboxError("gone", "This chart was revoked or has expired.") : new SignalboxError("not_found", "There is no chart at this address.");
  const response = problemResponse(failure);
  for (const [name, value] of Object.entries(common)) response.headers.set(name, value);
  return response;
}

/**
 * The public face of embeds: no session, no cookie, nothing but what one opaque address shows. The page of a live embed
 * is a page of the console's build; its data, its picture, and what is left when it ended are answered here.
 */
export function mountEmbed(app: App, ctx: HttpContext): void {
  const { deps } = ctx;
  const dataOf = panelCache(deps);

  app.get("/embed/:id/data", withProblems(ctx, async (c) => {
    const opened = await openEmbed(deps, c.req.param("id") ?? "");
    if (opened.state !== "live") return endedData(opened.state);
    return answer(c, (await dataOf(opened.embed)).json, { ...common, "content-type": "application/json; charset=utf-8", "cache-control": "no-cache" });
  }));

  app.get("/embed/:id/:file", withProblems(ctx, async (c) => {
    const file = c.req.param("file") ?? "";
    const opened = await openEmbed(deps, c.req.param("id") ?? "");
    const theme = themeOf(c) ?? "light";
    // The slug is for people: any of them leads to the same picture, so that a new title breaks no page.
    const state = file.endsWith(".svg") ? opened.state : "missing";
    if (opened.state === "live" && state === "live") {
      const { data } = await dataOf(opened.embed);
      return answer(c, drawPanel(data, { theme, widthPx: widthOf(c) }), { ...pictureHeaders, "cache-control": "public, max-age=60" });
    }
    const ended = state === "gone" ? "gone" : "missing";
    return new Response(endedPicture(ended, { theme, widthPx: widthOf(c) }), { status: endedStatus[ended], headers: { ...pictureHeaders, "cache-control": "no-store" } });
  }));

  app.get("/embed/:id", withProblems(ctx, async (c) => {
    const opened = await openEmbed(deps, c.req.param("id") ?? "");
    const state = opened.state === "gone" ? "gone" : "missing";
    return new Response(endedPage(state, themeOf(c)), {
      status: endedStatus[state],
      headers: { ...common, "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *" },
    });
  }));
}
