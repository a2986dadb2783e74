"use client";
import { ChartLine, Table2 } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Panel } from "../ui/panel.tsx";
import { MoreDialog, type More } from "./more-dialog.tsx";
import { strokeOf, textOf, type Tone } from "./types.ts";

/** Names in their colour, in the panel's head. `fill`: the baseline's light grey. */
export function Legend({ items }: { items: readonly { name: string; tone: Tone | "fill" }[] }) {
  return (
    <ul className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
      {items.map(({ name, tone }) => (
        <li key={name} className={cx("flex min-w-0 items-center gap-1.5", tone === "fill" ? "text-ink-2" : textOf[tone])}>
          {tone === "fill" ? <span aria-hidden="true" className="size-2.5 shrink-0 border border-baseline bg-baseline/25" /> : <span aria-hidden="true" className="h-[3px] w-3.5 shrink-0 rounded-full" style={{ background: strokeOf[tone] }} />}
          <span className="truncate">{name}</span>
        </li>
      ))}
    </ul>
  );
}

type ChartPanelProps = { title: string; note?: ReactNode; legend?: ReactNode; actions?: ReactNode; table: ReactNode; foot?: ReactNode; className?: string; more?: More; children: ReactNode };

/** A chart in its panel; the same numbers as a table one click away. */
export function ChartPanel({ title, note, legend, actions, table, foot, className, more, children }: ChartPanelProps) {
  const inside = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const Icon = asTable ? ChartLine : Table2;
  return (
    <Panel title={title} note={note} className={cx("flex flex-col", className)} actions={<>{legend}{actions}<span className="flex shrink-0 items-center gap-2">{more ? <MoreDialog title={title} note={typeof note === "string" ? note : ""} more={more} panel={inside} /> : null}<IconButton label={asTable ? `Show ${title} as a chart` : `Show ${title} as a table`} aria-pressed={asTable} className="-my-1 -mr-1.5" onClick={() => setAsTable(!asTable)}><Icon size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton></span></>}>
      {asTable ? <div className="flex-1">{table}</div> : <div ref={inside} className="flex-1 bg-panel px-2 pt-2 pb-1">{children}</div>}
      {foot ? <p className="px-3.5 pt-1 pb-2.5 text-note text-ink-3">{foot}</p> : null}
    </Panel>
  );
}
