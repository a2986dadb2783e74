import { SignalboxError } from "../../../shared/errors.ts";

/** What a JSON call of the dialect is, whichever way it came in. */
export const prefixes = ["/api/", "/ajax-api/"] as const;
export const largestJsonBytes = 32 * 1024 * 1024;

export const tokenNeeded = () => new SignalboxError("unauthenticated", "A token is needed: set MLFLOW_TRACKING_TOKEN, or send it as Authorization: Bearer TOKEN.");
export const bodyTooLarge = () => new SignalboxError("too_large", `A request body takes at most ${largestJsonBytes / 1024 / 1024} MiB; split it up.`);

/** A JSON object; a text that is none counts as empty, and a JSON string that holds one is opened, as MLflow does. @throws invalid_input */
export function jsonObject(text: string, contentType: string | undefined): Record<string, unknown> {
  if (text === "") return {};
  if (contentType === undefined) throw new SignalboxError("invalid_input", "Bad Request. Content-Type header is missing.");
  if (contentType.split(";")[0]?.trim().toLowerCase() !== "application/json") throw new SignalboxError("invalid_input", "Bad Request. Content-Type must be one of ['application/json'].");
  const once = parsed(text);
  const body = typeof once === "string" ? parsed(once) : once;
  if (Array.isArray(body)) throw new SignalboxError("invalid_input", "The request body has to be a JSON object.");
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
