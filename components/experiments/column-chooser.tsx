"use client";
import { useQuery } from "@tanstack/react-query";
import { Columns3 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { RunKeys } from "#server/domains/registry/contract-runs.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Checkbox } from "../ui/field.tsx";
import { plural } from "../ui/format.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/states.tsx";
import { runsHref, type RunsQuery } from "./query.ts";
import { columnKey } from "./words.ts";

const most = 40;
const kinds = [["metrics", "Metrics"], ["params", "Parameters"]] as const;

/** Keys of the newest runs, with those that are shown though none of these has them. */
function offered(keys: RunKeys, kind: "metrics" | "params", chosen: readonly string[]): { column: string; runs: number }[] {
  const known = keys[kind].map((one) => ({ column: `${kind}.${one.key}`, runs: one.runs }));
  const more = chosen.filter((column) => column.startsWith(`${kind}.`) && !known.some((one) => one.column === column));
  return [...known, ...more.map((column) => ({ column, runs: 0 }))];
}

function Choose({ input, shown, close }: { input: RunsQuery; shown: readonly string[]; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [chosen, setChosen] = useState<readonly string[]>(shown);
  const [search, setSearch] = useState("");
  const { data: keys, isError } = useQuery(trpc.runs.keys.queryOptions({ id: input.experimentId }));
  if (isError) return <ErrorState happened="The columns could not be read." todo="Close this and open it again." />;
  if (keys === undefined) return <Skeleton className="h-48 w-full" />;
  const go = (columns: string[] | undefined) => { close(); router.push(runsHref({ ...input, columns }), { scroll: false }); };
  const toggle = (column: string) => setChosen(chosen.includes(column) ? chosen.filter((one) => one !== column) : [...chosen, column]);
  return (
    <>
      <p className="mb-2 text-ink-2">What the newest {plural(keys.runs, "run", "runs")} logged, and how many of them did. Columns stand in the order they are ticked.</p>
      <input type="search" data-first aria-label="Search metrics and parameters" value={search} onChange={(event) => setSearch(event.target.value)} placeholder="part of a name" className="mb-3 h-8 w-full rounded-control border border-control bg-panel px-2.5 placeholder:text-ink-3" />
      <div role="region" aria-label="Metrics and parameters" tabIndex={0} className="grid max-h-[50dvh] gap-4 overflow-y-auto md:grid-cols-2">
        {kinds.map(([kind, title]) => {
          const rows = offered(keys, kind, shown).filter((one) => columnKey(one.column).toLowerCase().includes(search.trim().toLowerCase()));
          return (
            <fieldset key={kind} className="grid min-w-0 content-start gap-1.5">
              <legend className="mb-1 font-medium">{title}</legend>
              {rows.length === 0 ? <p className="text-ink-3">none</p> : rows.map((one) => (
                <span key={one.column} className="flex items-baseline justify-between gap-2">
                  <Checkbox label={columnKey(one.column)} className="min-w-0 [overflow-wrap:anywhere]" checked={chosen.includes(one.column)} disabled={!chosen.includes(one.column) && chosen.length >= most} onChange={() => toggle(one.column)} />
                  <span className="text-note text-ink-3">{one.runs}</span>
                </span>
              ))}
            </fieldset>
          );
        })}
      </div>
      <DialogActions>
        <Button onClick={() => go(undefined)}>The usual ones</Button>
        <Button kind="primary" onClick={() => go([...chosen])}>Show {plural(chosen.length, "column", "columns")}</Button>
      </DialogActions>
    </>
  );
}

/** Which metrics and parameters are columns; the choice is in the address. */
export function ColumnChooser({ input, shown }: { input: RunsQuery; shown: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}><Columns3 size={15} strokeWidth={1.75} aria-hidden="true" />Columns</Button>
      <Dialog title="Columns" open={open} onClose={() => setOpen(false)} wide><Choose input={input} shown={shown} close={() => setOpen(false)} /></Dialog>
    </>
  );
}
