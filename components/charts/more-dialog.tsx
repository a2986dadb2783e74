"use client";
import { Ellipsis } from "lucide-react";
import { useState, type ReactNode, type RefObject } from "react";
import { Button, IconButton } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { csvOf, fileName, saveAs, savePng } from "./save.ts";

/** What a panel's numbers are, where they come from, and the numbers themselves. */
export type More = {
  /** How this is computed. */
  how: ReactNode;
  /** What the query read: windows, steps, rows. */
  numbers: readonly (readonly [string, ReactNode])[];
  /** The call that answers the same numbers. */
  call?: string;
  csv: () => readonly (readonly (string | number | null)[])[];
};

/** "How is this computed", the query's numbers, and the two ways to take them along. */
export function MoreDialog({ title, note, more, panel }: { title: string; note: string; more: More; panel: RefObject<HTMLElement | null> }) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const picture = () => {
    const element = panel.current;
    if (element === null) return;
    savePng(element, { title, note }).then((saved) => setProblem(saved ? null : "There is no chart to save: show the panel as a chart first."), () => setProblem("The picture could not be drawn; the numbers can be saved as CSV."));
  };
  return (
    <>
      <IconButton label={`How ${title} is computed, its numbers, CSV and PNG`} className="-my-1" onClick={() => { setProblem(null); setOpen(true); }}><Ellipsis size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
      <Dialog title={title} open={open} onClose={() => setOpen(false)}>
        <div className="grid gap-3.5">
          <section className="grid gap-1.5"><h3 className="font-medium">How this is computed</h3><div className="grid gap-1.5 text-ink-2">{more.how}</div></section>
          <section className="grid gap-1.5"><h3 className="font-medium">What the query read</h3><Facts items={more.numbers} /></section>
          {more.call ? <section className="grid gap-1.5"><h3 className="font-medium">The same by the API</h3><CopyBlock text={more.call} label="Copy the call" /></section> : null}
          {problem ? <p role="alert" className="text-danger">{problem}</p> : null}
          <DialogActions>
            <Button onClick={picture}>Save as PNG</Button>
            <Button onClick={() => saveAs(fileName(title, "csv"), new Blob([csvOf(more.csv())], { type: "text/csv" }))}>Save as CSV</Button>
          </DialogActions>
        </div>
      </Dialog>
    </>
  );
}
