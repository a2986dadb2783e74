import type { z } from "zod";
import type { Actor, Right } from "#server/domains/identity/contract.ts";
import type { Deps } from "#server/platform/deps.ts";
import { SignalboxError } from "#server/shared/errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Call = { deps: Deps; actor: Actor };

type Spec<Input extends z.ZodType, Output extends z.ZodType | null> = {
  method: Method;
  /** Below /api/v1/, `{name}` for one percent-encoded segment; its value is the input's field of that name. */
  path: string;
  /** The input's field of a segment that the contract calls otherwise. */
  fieldOf?: Readonly<Record<string, string>>;
  operationId: string;
  summary: string;
  right: Right;
  /** The use-case asks for the right itself, because which refusal is due depends on what is asked. */
  askedByUseCase?: true;
  input: Input;
  /** Null: an answer without a body. */
  output: Output;
  status: 200 | 201 | 204;
  /** Its answer as a file, for `?format=csv` and for whoever accepts text/csv; the input has a field `format`. */
  csv?: Output extends z.ZodType ? (answer: z.output<Output>) => string : never;
  run: (call: Call, input: z.output<Input>) => Promise<Output extends z.ZodType ? z.input<Output> : void>;
};

/** A line of the table from which both the handlers and the OpenAPI document are made. */
export type ApiRoute = Omit<Spec<z.ZodType, z.ZodType | null>, "run" | "csv"> & {
  /** Writes what `answer` gave as a file; null: it has no such form. */
  file: ((answer: unknown) => string) | null;
  /** Parses, runs and projects. @throws ZodError about the input, SignalboxError */
  answer: (call: Call, raw: unknown) => Promise<unknown>;
};

export function route<Input extends z.ZodType, Output extends z.ZodType | null>(spec: Spec<Input, Output>): ApiRoute {
  const { run, csv, ...said } = spec;
  return {
    ...said,
    // Only what `answer` projected by the same output comes here.
    file: csv === undefined ? null : (answer) => (csv as (view: unknown) => string)(answer),
    async answer(call, raw) {
      const result = await run(call, said.input.parse(raw));
      if (said.output === null) return undefined;
      const projected = said.output.safeParse(result);
      if (!projected.success) throw new Error(`${said.operationId} answers what its contract does not say: ${projected.error.message}`);
      return projected.data;
    },
  };
}

export type Matched = { route: ApiRoute; params: Record<string, string> };

/**
 * Finds the line for a path below /api/v1/, still percent-encoded: a slash inside a model's name is %2F, so a segment is
 * decoded once, after the split.
 * @returns null when no path is like it; the methods it takes when only the method is wrong
 */
export function matchRoute(routes: readonly ApiRoute[], method: string, rest: string): Matched | { allowed: Method[] } | null {
  const segments = rest.split("/");
  const allowed: Method[] = [];
  for (const candidate of routes) {
    const pattern = candidate.path.split("/");
    if (pattern.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      const given = segments[at] ?? "";
      if (!part.startsWith("{")) return part === given;
      const name = part.slice(1, -1);
      params[candidate.fieldOf?.[name] ?? name] = decodeSegment(given);
      return given !== "";
    });
    if (!fits) continue;
    if (candidate.method === method) return { route: candidate, params };
    allowed.push(candidate.method);
  }
  return allowed.length === 0 ? null : { allowed };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new SignalboxError("invalid_input", `${segment} is not percent-encoded text.`);
  }
}
