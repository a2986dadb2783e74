import { environments, type EnvironmentName } from "#server/domains/releases/contract.ts";
import { instant } from "#server/shared/instant.ts";
import { paths } from "#server/shared/paths.ts";

/** What the page asks for; all of it is in the address. Without a time it is now. */
export type ServedQuery = { environment: EnvironmentName; time?: string; model?: string; cursor?: string; limit: number };
const pageSize = 100;

/** Reads an address; what does not fit is left out, so that one typed by hand still has a page. */
export function servedQuery(get: (key: string) => string | undefined): ServedQuery {
  const time = instant.safeParse(get("time"));
  return {
    environment: environments.find((name) => name === get("environment")) ?? "production",
    time: time.success ? new Date(time.data).toISOString() : undefined, model: get("model"), cursor: get("cursor"), limit: pageSize,
  };
}

export const servedHref = ({ environment, time, model, cursor }: Partial<ServedQuery>): string => paths.servingAt({ environment, time, model, cursor });
/** The same as a file, whole. */
export const servedFileHref = ({ environment, time, model }: ServedQuery): string => paths.servedFile(environment, { time, model });

/** What a field for a date and a time holds, in UTC, to the second. */
export const fieldOf = (iso: string): string => iso.slice(0, 19);
/** A field's time; null while it is not whole. Browsers leave the seconds out when they are 0. */
export function timeOfField(text: string): string | null {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** Where a moment stands on the line, 0 to 1. */
export function placeOf(iso: string, line: { from: string; to: string }): number {
  const from = Date.parse(line.from);
  const length = Date.parse(line.to) - from;
  return length <= 0 ? 1 : Math.min(1, Math.max(0, (Date.parse(iso) - from) / length));
}
/** The moment of a place; the end of the line is now, which is no fixed time. */
export function timeOfPlace(place: number, line: { from: string; to: string }): string | null {
  const from = Date.parse(line.from);
  return place >= 1 ? null : new Date(Math.round(from + place * (Date.parse(line.to) - from))).toISOString();
}
