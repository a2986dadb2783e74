import { SignalboxError } from "../../../shared/errors.ts";

/** Key prefix of the tags that say something about a version to the platform; they freeze with its first release. */
export const promptTag = "mlflow.prompt.is_prompt";
/** True when the tags of a model or a version mark it as a prompt. */
export const saysPrompt = (tags: readonly { key: string; value: string }[]): boolean => tags.some((tag) => tag.key === promptTag && tag.value === "true");
/** The tag that names the owning team. */
export const ownerTag = "signalbox.owner";
export const baselineTag = "signalbox.baseline";
/** What serving reads of a model's tags, and of a version's that no release froze: it hears of a change at once. */
const watchedTags: ReadonlySet<string> = new Set(["signalbox.samples", "signalbox.sensitive_features", "signalbox.task", "signalbox.score", "signalbox.threshold"]);
export const servingReads = (tag: string): boolean => watchedTags.has(tag);
export const stages = ["None", "Staging", "Production", "Archived"] as const;
export type Stage = (typeof stages)[number];

const invalid = (detail: string) => new SignalboxError("invalid_input", detail);

/** @throws invalid_input when `value` has more than `limit` characters; `what` is how MLflow names the field */
export function checkLength(what: string, value: string, limit: number): void {
  if (Array.from(value).length > limit) throw invalid(`'${what}' exceeds the maximum length of ${limit} characters`);
}

/** A registered model's name: not empty, at most 256 characters, without `/` and `:` (they separate the parts of a models URI). */
export function checkModelName(name: string): void {
  if (name.trim() === "") throw invalid("Missing value for required parameter 'name'.");
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  checkLength("name", name, 256);
}

/** MLflow's alias rules: `[\w-]+`, at most 255, neither `latest` nor something that reads as a version. */
export function checkAliasName(alias: string): void {
  checkLength("Registered model alias name", alias, 255);
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) throw invalid(`Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`);
  if (alias.toLowerCase() === "latest") throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (/^[vV]\d+$/.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}

/** POSIX path normalisation as Python's posixpath.normpath, which MLflow's refusal quotes. */
export function normalPath(path: string): string {
  if (path === "") return ".";
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !absolute) parts.push(part);
  }
  return (absolute ? "/" : "") + parts.join("/") || ".";
}

/** Keys of tags, params and metrics. @param field the parameter's name in the refusal; @param long its name where it is too long */
export function checkKey(key: string, field = "key", long = field): void {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) {
    throw invalid(`Invalid value "${key}" for parameter '${field}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`);
  }
  const resolved = normalPath(key);
  if (resolved !== key || key === "" || key.startsWith("/") || key.startsWith("..") || key === ".") {
    throw invalid(`Invalid value "${key}" for parameter '${field}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`);
  }
  checkLength(long, key, 250);
}

/** A tag of a model or a version: key at most 250, value at most 100,000 characters. */
export function checkTag(tag: { key: string; value: string }): void {
  checkKey(tag.key);
  checkLength("value", tag.value, 100_000);
}

/** MLflow's version parameter is text that has to be a whole number. */
export function parseVersion(text: string): number {
  if (!/^[+-]?\d+$/.test(text.trim())) throw invalid(`Parameter 'version' must be an integer, got '${text}'.`);
  // No version is as large; int4 is what the column holds.
  return Math.max(-1, Math.min(Number(text), 2_147_483_647));
}

/** @returns the stage in its own capitals; @throws invalid_input naming the four */
export function parseStage(text: string): Stage {
  const known = stages.find((stage) => stage.toLowerCase() === text.toLowerCase());
  if (!known) throw invalid(`Invalid Model Version stage: ${text}. Value must be one of None, Staging, Production, Archived.`);
  return known;
}

/** Repeated keys: the last wins, as MLflow does. */
export function lastOfEachKey<T extends { key: string }>(tags: readonly T[]): T[] {
  return [...new Map(tags.map((tag) => [tag.key, tag])).values()];
}

const adjectives = ["able", "amber", "brave", "bright", "calm", "clever", "crisp", "deft", "eager", "fair", "fleet", "gentle", "grand", "keen", "kind", "lively", "lucid", "mellow", "merry", "nimble", "noble", "placid", "proud", "quiet", "rapid", "sage", "shrewd", "silent", "sleek", "steady", "swift", "wise"];
const animals = ["ant", "auk", "bass", "bear", "bee", "crane", "crow", "deer", "dove", "duck", "eel", "elk", "finch", "fox", "goat", "grouse", "hare", "hawk", "hen", "ibis", "jay", "kite", "lark", "lynx", "mole", "moth", "newt", "owl", "quail", "rook", "stork", "wren"];

/** A name such as `calm-otter-417` from 32 hexadecimal digits of randomness. */
export function nameFromHex(hex: string): string {
  const pick = (list: readonly string[], at: number) => list[parseInt(hex.slice(at, at + 4), 16) % list.length];
  return `${pick(adjectives, 0)}-${pick(animals, 4)}-${parseInt(hex.slice(8, 12), 16) % 1000}`;
}
