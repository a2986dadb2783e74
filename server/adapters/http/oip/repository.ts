/** The bodies of the repository calls (oip-wire §1). What is served is a release's matter: a caller brings nothing. */
import { bad } from "./errors.ts";

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);

function membersOf(body: Buffer, example: string): Members {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw bad(`the body is not JSON: send nothing, or ${example}`);
  }
  if (value !== null && !isMembers(value)) throw bad(`the body has to be an object: send nothing, or ${example}`);
  return value ?? {};
}

/** The index call's wish. @throws OipRefusal 400 */
export const asksOnlyReady = (body: Buffer): boolean => membersOf(body, `{"ready":true}`)["ready"] === true;

/** The parameters of a load or unload by HTTP. @throws OipRefusal 400 */
export function parseParameters(body: Buffer): Members {
  const value = membersOf(body, "{}")["parameters"];
  if (value === undefined || value === null) return {};
  if (!isMembers(value)) throw bad("'parameters' has to be an object");
  return value;
}

function isEmptyConfig(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    const config: unknown = JSON.parse(value === "" ? "{}" : value);
    return isMembers(config) && Object.keys(config).length === 0;
  } catch {
    return false;
  }
}

/** @throws OipRefusal 400 for a configuration or a file from the caller */
export function checkLoad(parameters: Members): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (name.startsWith("file:")) throw bad(`load takes no files ('${name}' is given): register a version and have its release approved`);
    if (name !== "config") throw bad(`load takes no parameter '${name}'`);
    if (!isEmptyConfig(value)) throw bad("load takes no configuration: a version is served as its release froze it; leave 'config' out or send {}");
  }
}

/** @throws OipRefusal 400 */
export function checkUnload(parameters: Members): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (name !== "unload_dependents") throw bad(`unload takes no parameter '${name}'`);
    if (typeof value !== "boolean") throw bad("unload_dependents has to be true or false");
  }
}
