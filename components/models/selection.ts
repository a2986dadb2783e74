/** Which rows are ticked, by name: those of other pages stay ticked. `anchor` is where a range begins. */
export type Selection = { names: ReadonlySet<string>; anchor: string | null };

export const noSelection: Selection = { names: new Set(), anchor: null };

/**
 * A row ticked or not. With `range` every row from the last one touched to this one follows it.
 * @param rows the names on this page, in their order
 */
export function tick(selection: Selection, rows: readonly string[], { name, on, range }: { name: string; on: boolean; range: boolean }): Selection {
  const to = rows.indexOf(name);
  const from = range && selection.anchor !== null ? rows.indexOf(selection.anchor) : to;
  const touched = from < 0 || to < 0 ? [name] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  const names = new Set(selection.names);
  for (const one of touched) if (on) names.add(one); else names.delete(one);
  return { names, anchor: name };
}

/** Every row of this page. */
export const tickAll = (selection: Selection, rows: readonly string[]): Selection => ({ names: new Set([...selection.names, ...rows]), anchor: selection.anchor });

/** How many of the ticked rows stand on other pages. */
export const elsewhere = (selection: Selection, rows: readonly string[]): number => [...selection.names].filter((name) => !rows.includes(name)).length;
