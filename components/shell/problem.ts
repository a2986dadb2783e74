import { errorCodes, type ErrorCode, type FieldProblem } from "#server/shared/errors.ts";

/** What a refused call said, for sentences and for fields. */
export type Problem = { code: ErrorCode; detail: string; retry: boolean; extra: Record<string, unknown>; fields: FieldProblem[] };

const isCode = (text: unknown): text is ErrorCode => typeof text === "string" && text in errorCodes;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isField = (value: unknown): value is FieldProblem => isRecord(value) && typeof value["path"] === "string" && typeof value["message"] === "string";

/** Reads a thrown tRPC error; anything else is the connection. */
export function problemOf(error: unknown): Problem {
  const data = isRecord(error) && isRecord(error["data"]) ? error["data"] : {};
  const { code, detail, extra, fields } = data;
  if (!isCode(code) || typeof detail !== "string" || !isRecord(extra) || !Array.isArray(fields)) return { code: "unavailable", detail: "The console did not answer. Nothing was changed by this page; try again.", retry: true, extra: {}, fields: [] };
  return { code, detail, retry: errorCodes[code].retry, extra, fields: fields.filter(isField) };
}

/** The message of one field, by its path. */
export const fieldProblem = (problem: Problem | null, path: string): string | null => problem?.fields.find((field) => field.path === path)?.message ?? null;
