"use client";
import { X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { CompareView } from "#server/shared/compare.ts";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { plural } from "../ui/format.ts";
import { LineSample } from "./lines.tsx";
import { asReference, withoutRef } from "./refs.ts";
import { sectionsOf, type CompareRow, type CompareSection } from "./rows.tsx";

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

type TableProps = { view: CompareView; names: ReadonlyMap<string, string>; differencesOnly: boolean; href: (refs: readonly string[]) => string };

/** The versions as columns under a head that stays; the first column stays too, so that a phone can follow a line. */
export function CompareTable({ view, names, differencesOnly, href }: TableProps) {
  const refs = view.versions.map((version) => version.ref);
  const whole = refs.length <= besideAtMost;
  return (
    <div role="region" aria-label="Comparison" tabIndex={0} className={cx("isolate max-h-[calc(100dvh-120px)] overflow-auto rounded-panel border border-line bg-panel", whole && "lg:max-h-none lg:overflow-clip")}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">Versions side by side; changes are against {names.get(refs[0] ?? "")}</caption>
        <thead>
          <tr>
            <th scope="col" className={cx(sticky, "top-0 z-30 w-36 min-w-28 px-3 py-2 text-left align-top text-note font-medium text-ink-3 md:min-w-40", whole && "lg:top-11")}>Compared</th>
            {view.versions.map((version, index) => (
              <th key={version.ref} scope="col" className={cx("sticky top-0 z-20 min-w-40 bg-panel px-3 py-2 text-left align-top font-normal", whole && "lg:top-11")}>
                <div className="flex items-start gap-2">
                  <div className="min-w-0 flex-1">
                    <div className="flex items-center gap-2"><LineSample index={index} /><Link href={paths.modelVersion(version.model, version.version)} className="sb-link font-semibold [overflow-wrap:anywhere]">{names.get(version.ref)}</Link></div>
                    {index === 0 ? <span className="text-note text-ink-3">reference</span> : <Link href={href(asReference(refs, version.ref))} className="sb-link text-note" aria-label={`Measure against ${names.get(version.ref)}`}>measure against this</Link>}
                  </div>
                  <Link href={href(withoutRef(refs, version.ref))} aria-label={`Take ${names.get(version.ref)} out`} title="Take it out" className="-mr-1 inline-flex size-6 items-center justify-center rounded-control text-ink-3 hover:bg-sunk hover:text-ink"><X size={14} strokeWidth={1.75} aria-hidden="true" /></Link>
                </div>
              </th>
            ))}
          </tr>
        </thead>
        {sectionsOf(view).map((section) => <Section key={section.key} section={section} columns={refs.length} differencesOnly={differencesOnly} />)}
      </table>
    </div>
  );
}
