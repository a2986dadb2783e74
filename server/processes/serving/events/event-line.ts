/** One line of a batch scorer, and what it shares with an event of a logger. Pure. */
import { rfc3339Ms } from "../../../shared/rfc3339.ts";
import { environments } from "../../../domains/releases/contract.ts";
import { badLine, type Members } from "../lines.ts";
import { whyNotTaken } from "../told-time.ts";
import { type Given, readValues, type Role } from "./columns.ts";
import type { Named } from "./known.ts";

/** What stands for a member that a line or an event leaves out. */
export type Defaults = { model: string | undefined; version: string | undefined; environment: string };
export type EventLine = Named & { atMs: number; predictionId: string | undefined; given: Record<Role, Given> };

/** @throws LineRefusal for no time, and for one that is too far from `nowMs` */
export function readTime(value: unknown, nowMs: number): number {
  if (value === undefined || value === null) return nowMs;
  const atMs = typeof value === "string" ? rfc3339Ms(value) : typeof value === "number" && Number.isSafeInteger(value) ? value : Number.NaN;
  if (Number.isNaN(atMs)) throw badLine("timestamp has to be RFC 3339 text with its zone, such as 2026-11-23T10:00:00Z, or whole milliseconds since 1970.");
  const refusal = whyNotTaken(atMs, nowMs);
  if (refusal !== null) throw badLine(`${refusal}.`);
  return atMs;
}

export function readVersion(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^[1-9]\d{0,8}$/.test(text)) throw badLine("version has to be the number of a registered version.");
  return text;
}

export function readEnvironment(value: unknown, otherwise: string): string {
  const name = value ?? otherwise;
  if (!(environments as readonly unknown[]).includes(name)) throw badLine(`environment has to be ${environments.join(" or ")}.`);
  return name as string;
}

/** @throws LineRefusal naming the member and what it has to be */
export function readLine(members: Members, defaults: Defaults, nowMs: number): EventLine {
  const model = members["model"] ?? defaults.model;
  if (typeof model !== "string" || model === "" || model.length > 256) throw badLine("model has to be the name of a registered model.");
  const predictionId = members["prediction_id"] ?? undefined;
  if (predictionId !== undefined && (typeof predictionId !== "string" || predictionId === "" || predictionId.length > 512)) throw badLine("prediction_id has to be text of 1 to 512 characters.");
  return {
    model, version: readVersion(members["version"]) ?? defaults.version, environment: readEnvironment(members["environment"], defaults.environment),
    atMs: readTime(members["timestamp"], nowMs), predictionId,
    given: { inputs: readValues("inputs", members["inputs"]), outputs: readValues("outputs", members["outputs"]) },
  };
}
