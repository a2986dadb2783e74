/** A recorded answer and one of ours made comparable: what differs from server to server gets a name. */
export type Names = Record<string, string>;

const times = new Set(["creation_timestamp", "last_updated_timestamp", "creation_time", "last_update_time", "creation_timestamp_ms", "last_updated_timestamp_ms"]);
const unordered = new Set(["tags", "params", "aliases", "model_inputs", "model_outputs", "dataset_inputs"]);
const idFields = new Set(["experiment_id", "artifact_location", "artifact_uri", "root_uri", "message", "source", "filter"]);

/** `${name}` becomes what the name stands for. */
export function filled<T>(value: T, names: Names): T;
export function filled(value: unknown, names: Names): unknown {
  if (typeof value === "string") return value.replace(/\$\{(\w+)\}/g, (_, name: string) => names[name] ?? "");
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, names));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [filled(key, names), filled(one, names)]));
  return value;
}

function digits(text: string, given: string, name: string): string {
  if (text === given) return `<${name}>`;
  return text.replace(new RegExp(`(?<![\\w.-])${given}(?=/)|(?<=id=)${given}\\b|(?<=experiment )${given}\\b|(?<=with id )${given}\\b|(?<=artifacts:/)${given}$`, "g"), `<${name}>`);
}

function named(text: string, names: Names, ids: boolean): string {
  let now = text;
  for (const [name, given] of Object.entries(names).toSorted((left, right) => right[1].length - left[1].length)) {
    if (/^\d+$/.test(given)) now = ids ? digits(now, given, name) : now;
    else if (given.length >= 6) now = now.replaceAll(given, `<${name}>`);
  }
  const hidden = now.replace(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g, "<hex>");
  // Python prints a set in any order.
  return hidden.replace(/[{([]('[^'{}()[\]]*'(, )?)+[})\]]/g, (found) => found[0] + found.slice(1, -1).split(", ").toSorted().join(", ") + found.at(-1));
}

function textOf(value: string, names: Names, key: string): string {
  if (/^[a-z]+-[a-z]+-\d{1,4}$/.test(value)) return "<random>";
  if (key === "experiment_id" && /^\d+$/.test(value) && value !== "0" && !Object.values(names).includes(value)) return "<another>";
  if (key === "next_page_token") return "<token>";
  return named(key === "message" ? (value.split(/ Error: \(/)[0] ?? "") : value, names, idFields.has(key));
}

/** @param at the member that holds `value`, and the one that holds that */
export function normal(value: unknown, names: Names, at: { key: string; parent: string } = { key: "", parent: "" }): unknown {
  if (times.has(at.key)) return "<time>";
  if (typeof value === "string") return textOf(value, names, at.key);
  if (Array.isArray(value)) {
    const items = value.map((one: unknown) => normal(one, names));
    return unordered.has(at.key) || (at.key === "metrics" && at.parent === "data") ? items.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([key, one]) => [key, normal(one, names, { key, parent: at.key })]));
}
