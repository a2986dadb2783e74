"use client";
import { useMemo, useRef, type KeyboardEvent } from "react";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { Button } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { type Column, Table } from "../ui/table.tsx";
import { modelColumns } from "./model-columns.tsx";
import { modelsHref, type ModelsQuery } from "./query.ts";
import { elsewhere, noSelection, type Selection, tick, tickAll } from "./selection.ts";

type MarkProps = { name: string; at: number; ticked: boolean; set: (on: boolean, range: boolean) => void; move: (to: number, extend: boolean) => void };

/** Ticks a row: Space, with Shift a range; arrows go to the next row, with Shift ticking it. */
function Mark({ name, at, ticked, set, move }: MarkProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) { event.preventDefault(); move(at + step, event.shiftKey); }
  };
  return (
    <label className="relative z-10 -my-1 inline-flex size-9 cursor-pointer items-center justify-center">
      <input type="checkbox" aria-label={`Select ${name}`} data-mark={at} checked={ticked} onKeyDown={onKeyDown}
        onChange={(event) => set(event.target.checked, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)} className="size-4 accent-accent" />
    </label>
  );
}

type ModelsTableProps = { models: readonly ModelView[]; query: ModelsQuery; columns: readonly string[] | undefined; selection: Selection; select: (selection: Selection) => void };

/** The models with a box before each, and a line that says what is ticked. */
export function ModelsTable({ models, query, columns, selection, select }: ModelsTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => models.map((model) => model.name), [models]);
  const shown = useMemo(() => modelColumns(columns), [columns]);
  const move = (to: number, extend: boolean) => {
    const name = rows[to];
    box.current?.querySelector<HTMLElement>(`[data-mark="${to}"]`)?.focus();
    if (extend && name !== undefined) select(tick(selection, rows, { name, on: true, range: true }));
  };
  const mark: Column<ModelView> = {
    key: "select", head: "Select", headHidden: true, slot: "mark", className: "md:w-11 md:pr-0!",
    cell: (row) => <Mark name={row.name} at={rows.indexOf(row.name)} ticked={selection.names.has(row.name)} set={(on, range) => select(tick(selection, rows, { name: row.name, on, range }))} move={move} />,
  };
  const others = elsewhere(selection, rows);
  return (
    <div ref={box}>
      {selection.names.size === 0 ? null : (
        <div className="flex flex-wrap items-center gap-2 border-b border-line bg-sunk px-3.5 py-1.5">
          <output className="mr-auto">{plural(selection.names.size, "model", "models")} selected{others > 0 ? `, ${others} of them not on this page` : ""}</output>
          <Button kind="ghost" className="min-h-7" onClick={() => select(tickAll(selection, rows))}>Select all {rows.length} on this page</Button>
          <Button kind="ghost" className="min-h-7" onClick={() => select(noSelection)}>Clear the selection</Button>
        </div>
      )}
      <Table label="Models" columns={[mark, ...shown]} rows={models} rowKey={(row) => row.name} href={(row) => paths.model(row.name)} opens="name" rowClass={(row) => (selection.names.has(row.name) ? "bg-accent-soft" : undefined)}
        sorting={{ value: query.sort, href: (sort) => modelsHref({ ...query, columns: columns?.join(","), sort: sort as ModelsQuery["sort"], cursor: undefined }) }} />
    </div>
  );
}
