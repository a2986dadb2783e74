import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { ReadableStream } from "node:stream/web";
import type { z } from "zod";
import { isPassing, waitMs } from "./plan.ts";

const tries = 8;
const answerMs = 120_000;

/** The other server said no, or nothing, after all tries. */
export class SourceError extends Error {
  readonly status: number | null;
  constructor(status: number | null, message: string) {
    super(message);
    this.name = "SourceError";
    this.status = status;
  }
}

type Query = Record<string, string | number | undefined>;
type Call = { path: string; query?: Query; body?: Record<string, unknown> };

/** Another MLflow server over its REST API. */
export type Source = {
  ask<Answer extends z.ZodType>(schema: Answer, call: Call): Promise<z.output<Answer>>;
  /** A file's bytes as they come. */
  download(path: string, query?: Query): Promise<Readable>;
  text(path: string): Promise<string>;
};

async function saidOf(response: Response): Promise<string> {
  const text = (await response.text()).slice(0, 300);
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "message" in body) return String(body.message);
  } catch {
    // Not JSON: said as it is.
  }
  return text;
}

/** @param signal ends every call; @param base without trailing slash */
export function openSource(base: string, authorization: string | null, signal: AbortSignal): Source {
  const once = (call: Call) => {
    const search = new URLSearchParams(Object.entries(call.query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
    return fetch(`${base}${call.path}${search.size > 0 ? `?${search}` : ""}`, {
      method: call.body ? "POST" : "GET", headers: { ...(authorization ? { authorization } : {}), ...(call.body ? { "content-type": "application/json" } : {}) },
      body: call.body ? JSON.stringify(call.body) : undefined, signal,
    });
  };
  const answered = async (call: Call): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      let said = "";
      let status: number | null = null;
      let retryAfter: string | null = null;
      try {
        const response = await once(call);
        if (response.ok) return response;
        ({ status } = response);
        retryAfter = response.headers.get("retry-after");
        said = await saidOf(response);
      } catch (error) {
        signal.throwIfAborted();
        said = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
      }
      if (!isPassing(status) || attempt === tries) throw new SourceError(status, `${call.path} answered ${status ?? "nothing"}: ${said}`);
      await pause(waitMs(attempt, retryAfter, Math.random()), undefined, { signal });
    }
  };
  return {
    async ask(schema, call) {
      const response = await answered(call);
      return schema.parse(await response.json());
    },
    async download(path, query) {
      const response = await answered({ path, query });
      return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as ReadableStream, { signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs * 60)]) });
    },
    text: async (path) => (await answered({ path })).text(),
  };
}

/** Every item of a paged list, one page held at a time. */
export async function* pagesOf<Page extends { next_page_token?: string }>(read: (token: string | undefined) => Promise<Page>): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    const page = await read(token);
    yield page;
    token = page.next_page_token || undefined;
  } while (token !== undefined);
}
