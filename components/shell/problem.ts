import { z } from "zod";
import { errorCodes, type ErrorCode, type FieldProblem } from "#server/shared/errors.ts";

/** What a refused call said, for sentences and for fields. */
export type Problem = { code: ErrorCode; detail: string; retry: boolean; extra: Record<string, unknown>; fields: FieldProblem[] };

const isCode = (text: string): text is ErrorCode => text in errorCodes;
const shape = z.object({
  data: z.object({
    code: z.string().refine(isCode),
    detail: z.string(),
    extra: z.record(z.string(), z.unknown()),
    fields: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
});

/** Reads a thrown tRPC error; anything else is the connection. */
export function problemOf(error: unknown): Problem {
  const parsed = shape.safeParse(error);
  if (!parsed.success) return { code: "unavailable", detail: "The console did not answer. Nothing was changed by this page; try again.", retry: true, extra: {}, fields: [] };
  const { code, detail, extra, fields } = parsed.data.data;
  return { code, detail, retry: errorCodes[code].retry, extra, fields };
}

/** The message of one field, by its path. */
export const fieldProblem = (problem: Problem | null, path: string): string | null => problem?.fields.find((field) => field.path === path)?.message ?? null;
