"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { z } from "zod";
import { cardText, type CardView } from "#server/domains/registry/contract-card.ts";
import { longestCard } from "#server/shared/model-card.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { count } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Time } from "../ui/time.tsx";
import { CardText, DiffLines } from "./card-parts.tsx";

type Editing = { of: CardView; /** What the editing began from. */ start: string; onText: (text: string) => void; onSaved: (saved: CardView) => void; onDropped: (theirs: CardView) => void; onCancel: () => void };
const views = [{ value: "write", text: "Write" }, { value: "preview", text: "Preview" }] as const;
const conflict = z.object({ theirs: cardText });

/** Asks before a page with unsaved text is left by the browser itself. */
function useGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [dirty]);
}

/** A card as text beside what readers will see. Somebody else's save meanwhile is shown before it can be saved over. */
export default function CardEditor({ of, start, onText, onSaved, onDropped, onCancel }: Editing) {
  const trpc = useTRPC();
  const id = useId();
  const [text, setText] = useState(start);
  // What it is compared with stays what it began from, whatever is read anew meanwhile.
  const [began] = useState({ basedOn: of.newest, body: of.card?.body ?? "" });
  const [view, setView] = useState<"write" | "preview">("write");
  const save = useMutation(trpc.cards.save.mutationOptions({ onSuccess: onSaved }));
  const problem = save.error ? problemOf(save.error) : null;
  const met = conflict.safeParse(problem?.extra);
  const theirs = met.success ? met.data.theirs : null;
  const asked = { model: of.model, version: Number(of.version), body: text };
  const unchanged = text === began.body;
  useGuard(!unchanged);
  const write = (next: string) => { setText(next); onText(next); };
  return (
    <>
      {theirs === null ? null : (
        <Panel title="Somebody saved meanwhile" tone="danger" note={<>{theirs.savedBy}, <Time at={theirs.savedAt} /></>} actions={
          <>
            <Button onClick={() => onDropped({ ...of, card: theirs, newest: theirs.revision })}>Keep theirs, drop mine</Button>
            <Button kind="danger" busy={save.isPending} onClick={() => save.mutate({ ...asked, basedOn: theirs.revision })}>Save mine over theirs</Button>
          </>
        }>
          <p className="px-3.5 pt-2.5 text-ink-2">From their text to yours: + is yours alone, − is theirs alone. Your text stays below; what you save over stays in the history.</p>
          <DiffLines before={theirs.body} after={text} label="Their text and yours" />
        </Panel>
      )}
      <Panel title="Edit the card" className="flex flex-col" note="Markdown" actions={
        <>
          <span className="lg:hidden"><SegmentedControl label="View" options={views} value={view} onChange={setView} /></span>
          <Button onClick={onCancel}>Cancel</Button>
          <Button kind="primary" busy={save.isPending} disabledReason={theirs !== null ? "Choose between the two texts above first." : unchanged ? "Nothing has changed yet." : null} onClick={() => save.mutate({ ...asked, basedOn: began.basedOn })}>Save the card</Button>
        </>
      }>
        {problem !== null && theirs === null ? <p role="alert" className="border-b border-line px-3.5 py-2.5 text-danger">{problem.detail} Your text is still here.</p> : null}
        <div className="grid lg:grid-cols-2">
          <div className={view === "write" ? "grid" : "hidden lg:grid"}>
            <label htmlFor={id} className="sr-only">Text of the card</label>
            <textarea id={id} value={text} maxLength={longestCard} onChange={(event) => write(event.target.value)} spellCheck className="min-h-[55vh] w-full resize-y rounded-b-panel bg-sunk px-3.5 py-3 font-mono text-note -outline-offset-2" />
          </div>
          <div className={`min-w-0 px-3.5 py-3 lg:max-h-[75vh] lg:overflow-auto lg:border-l lg:border-line ${view === "preview" ? "" : "max-lg:hidden"}`}><CardText of={of} text={text} /></div>
        </div>
        <PanelFoot>{count(text.length)} of {count(longestCard)} characters. A picture without an address, such as plots/roc.png, is a file of this version.</PanelFoot>
      </Panel>
    </>
  );
}
