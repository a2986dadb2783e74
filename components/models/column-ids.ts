/** The columns that a person may choose, in the order they stand in; the model's name is always there. `tags.KEY` shows a tag. */
export const columnChoices = [
  { id: "state", label: "State" }, { id: "newest", label: "Newest version" }, { id: "versions", label: "Number of versions" }, { id: "production", label: "Production" }, { id: "staging", label: "Staging" },
  { id: "serves", label: "Serves in" }, { id: "requests", label: "Open requests" }, { id: "aliases", label: "Aliases" }, { id: "tags", label: "Tags" }, { id: "owner", label: "Owner" }, { id: "created", label: "Created" }, { id: "updated", label: "Changed" },
] as const;
export type ColumnId = (typeof columnChoices)[number]["id"];

export const defaultColumns: readonly string[] = ["state", "newest", "production", "staging", "owner", "updated"];
const mostColumns = 16;

/** The key of a tag's column, else null. */
export const tagOfColumn = (id: string): string | null => (id.startsWith("tags.") && id.length > 5 ? id.slice(5) : null);

/** What an address or a memory says, in the order of the choices; undefined for the usual columns. */
export function columnIds(text: string | null | undefined): string[] | undefined {
  if (text === null || text === undefined || text === "") return undefined;
  const asked = [...new Set(text.split(","))];
  const known = [...columnChoices.map((choice) => choice.id).filter((id) => asked.includes(id)), ...asked.filter((id) => tagOfColumn(id) !== null)].slice(0, mostColumns);
  return known.length === 0 || known.join() === defaultColumns.join() ? undefined : known;
}
