"use client";
import { X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { cx } from "../ui/cx.ts";
import { plural } from "../ui/format.ts";
import { LineSample } from "./lines.tsx";
import { asReference, withoutRef } from "./refs.ts";
import type { CompareRow, CompareSection } from "./rows.tsx";

const sticky = "sticky left-0 z-10 bg-panel border-r border-line";
/** So many columns need no scrolling sideways on a large screen: the table is as long as it is, and its head stays under the top bar. */
const besideAtMost = 4;
const cellBox = "border-t border-line px-3 py-1.5 align-top [overflow-wrap:anywhere]";

function Line({ row }: { row: CompareRow }) {
  return (
    <tr>
      <th scope="row" className={cx(cellBox, sticky, "text-left font-normal text-ink-2")}>{row.head}</th>
      {row.cells.map((cell, index) => <td key={index} className={cx(cellBox, row.right && "text-right")}>{cell}</td>)}
    </tr>
  );
}

/** A section: what differs, and what is equal behind one line. */
function Section({ section, columns, differencesOnly }: { section: CompareSection; columns: number; differencesOnly: boolean }) {
  const [open, setOpen] = useState(false);
  const differing = section.rows.filter((row) => row.differs);
  const equal = section.rows.filter((row) => !row.differs);
  const folds = !differencesOnly && columns > 1 && equal.length > 3;
  const shownEqual = differencesOnly ? [] : folds && !open ? [] : equal;
  const lines = folds || columns === 1 || section.key !== "about" ? [...differing, ...shownEqual] : section.rows.filter((row) => row.differs || !differencesOnly);
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={columns + 1} className="border-t border-line-2 bg-sunk px-3 py-1.5 text-left"><span className="sticky left-3 inline-block max-w-[calc(100vw-64px)]"><span className="font-semibold">{section.title}</span>{section.note ? <span className="font-normal text-ink-3"> {section.note}</span> : null}</span></th>
      </tr>
      {section.rows.length === 0 && !differencesOnly ? <tr><td colSpan={columns + 1} className={cx(cellBox, "text-ink-3")}><span className="sticky left-3 inline-block">{section.empty}</span></td></tr> : null}
      {lines.map((row) => <Line key={row.key} row={row} />)}
      {differencesOnly && differing.length === 0 ? <tr><td colSpan={columns + 1} className={cx(cellBox, "text-ink-3")}><span className="sticky left-3 inline-block">{section.rows.length === 0 ? section.empty : "No difference."}</span></td></tr> : null}
      {folds ? (
        <tr>
          <td colSpan={columns + 1} className={cellBox}>
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="sb-link sticky left-3">{open ? "Fold away" : "Show"} {plural(equal.length, "line that is equal", "lines that are equal")}</button>
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

/** What the address asks for and is not compared. */
export function Problems({ of }: { of: readonly { ref: string; detail: string }[] }) {
  return of.length === 0 ? null : <div role="status" className="rounded-panel border border-caution bg-panel px-3.5 py-2">{of.map((problem) => <p key={`${problem.ref} ${problem.detail}`}>{problem.detail}</p>)}</div>;
}

/** What stands over a column: the reference in the address, its name, and its own page. */
export type Compared = { ref: string; name: string; href: string };
type TableProps = { compared: readonly Compared[]; sections: readonly CompareSection[]; differencesOnly: boolean; href: (refs: readonly string[]) => string };

/** Versions or runs as columns under a head that stays; the first column stays too, so that a phone can follow a line. */
export function CompareTable({ compared, sections, differencesOnly, href }: TableProps) {
  const refs = compared.map((one) => one.ref);
  const whole = refs.length <= besideAtMost;
  return (
    <div role="region" aria-label="Comparison" tabIndex={0} className={cx("isolate max-h-[calc(100dvh-120px)] overflow-auto rounded-panel border border-line bg-panel", whole && "lg:max-h-none lg:overflow-clip")}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">Side by side; changes are against {compared[0]?.name}</caption>
        <thead>
          <tr>
            <th scope="col" className={cx(sticky, "top-0 z-30 w-36 min-w-28 px-3 py-2 text-left align-top text-note font-medium text-ink-3 md:min-w-40", whole && "lg:top-11")}>Compared</th>
            {compared.map((one, index) => (
              <th key={one.ref} scope="col" className={cx("sticky top-0 z-20 min-w-40 bg-panel px-3 py-2 text-left align-top font-normal", whole && "lg:top-11")}>
                <div className="flex items-start gap-2">
                  <div className="min-w-0 flex-1">
                    <div className="flex items-center gap-2"><LineSample index={index} /><Link href={one.href} className="sb-link font-semibold [overflow-wrap:anywhere]">{one.name}</Link></div>
                    {index === 0 ? <span className="text-note text-ink-3">reference</span> : <Link href={href(asReference(refs, one.ref))} className="sb-link text-note" aria-label={`Measure against ${one.name}`}>measure against this</Link>}
                  </div>
                  <Link href={href(withoutRef(refs, one.ref))} aria-label={`Take ${one.name} out`} title="Take it out" className="-mr-1 inline-flex size-6 items-center justify-center rounded-control text-ink-3 hover:bg-sunk hover:text-ink"><X size={14} strokeWidth={1.75} aria-hidden="true" /></Link>
                </div>
              </th>
            ))}
          </tr>
        </thead>
        {sections.map((section) => <Section key={section.key} section={section} columns={refs.length} differencesOnly={differencesOnly} />)}
      </table>
    </div>
  );
}
