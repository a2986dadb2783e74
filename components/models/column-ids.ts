/** The columns that a person may choose, in the order they stand in. `tags.KEY` shows a tag, `metrics.KEY` a metric. */
const modelChoices = [
  { id: "state", label: "State" }, { id: "newest", label: "Newest version" }, { id: "versions", label: "Number of versions" }, { id: "production", label: "Production" }, { id: "staging", label: "Staging" },
  { id: "serves", label: "Serves in" }, { id: "requests", label: "Open requests" }, { id: "rate", label: "Requests/s" }, { id: "drift", label: "Drift by hour" }, { id: "aliases", label: "Aliases" }, { id: "tags", label: "Tags" },
  { id: "owner", label: "Owner" }, { id: "created", label: "Created" }, { id: "updated", label: "Changed" },
] as const;
const versionChoices = [
  { id: "serves", label: "Serves in" }, { id: "aliases", label: "Aliases" }, { id: "baseline", label: "Baseline" }, { id: "stage", label: "Stage" }, { id: "status", label: "Status" }, { id: "tags", label: "Tags" },
  { id: "description", label: "Description" }, { id: "by", label: "Registered by" }, { id: "at", label: "Registered" },
] as const;
export type ModelColumnId = (typeof modelChoices)[number]["id"];
export type VersionColumnId = (typeof versionChoices)[number]["id"];

/** Which columns a list has: those to choose, those that stand there where nobody chose, where a browser keeps the choice, and what always stands there. */
export type ColumnSet = { choices: readonly { id: string; label: string }[]; usual: readonly string[]; memory: string; always: string };
export const modelColumnSet: ColumnSet = { choices: modelChoices, usual: ["state", "newest", "production", "staging", "rate", "drift", "owner", "updated"], memory: "signalbox.models.columns", always: "The model" };
export const versionColumnSet: ColumnSet = { choices: versionChoices, usual: ["serves", "aliases", "baseline", "by", "at"], memory: "signalbox.versions.columns", always: "The version" };

const mostColumns = 16;
export const keyedKinds = ["tags", "metrics"] as const;
export type KeyedKind = (typeof keyedKinds)[number];

/** The key of a tag's or a metric's column, else null. */
export const keyOfColumn = (id: string, kind: KeyedKind): string | null => (id.startsWith(`${kind}.`) && id.length > kind.length + 1 ? id.slice(kind.length + 1) : null);
const isKeyed = (id: string) => keyedKinds.some((kind) => keyOfColumn(id, kind) !== null);
/** The keys among the columns. */
export const keysIn = (ids: readonly string[], kind: KeyedKind): string[] => ids.flatMap((id) => keyOfColumn(id, kind) ?? []);

/** What an address or a memory says, in the order of the choices; undefined for the usual columns. */
export function columnIds(set: ColumnSet, text: string | null | undefined): string[] | undefined {
  if (text === null || text === undefined || text === "") return undefined;
  const asked = [...new Set(text.split(","))];
  const known = [...set.choices.map((choice) => choice.id).filter((id) => asked.includes(id)), ...asked.filter(isKeyed)].slice(0, mostColumns);
  return known.length === 0 || known.join() === set.usual.join() ? undefined : known;
}
