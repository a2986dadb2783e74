"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { CompareBaselineView, CompareView } from "#server/shared/compare.ts";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { cx } from "../ui/cx.ts";
import { count, figure, percent, plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState } from "../ui/states.tsx";
import { axesOf, labelRows, quantileOf, sameShapes, shapeOf, type NumericSide } from "./density.ts";
import { LabelChart } from "./label-chart.tsx";
import { LineSample } from "./lines.tsx";

const OverlayChart = dynamic(() => import("./overlay-chart.tsx"), { ssr: false, loading: () => <Skeleton className="h-[302px] w-full" /> });

export type Drawn = "density" | "share";
type Names = ReadonlyMap<string, string>;
type Chosen = { column: string; as: Drawn; choose: (next: { column?: string; as?: Drawn }) => void };
const head = "px-2.5 py-1.5 text-right font-medium whitespace-nowrap text-ink-2 first:text-left";
const cell = "border-t border-line px-2.5 py-1 text-right whitespace-nowrap first:text-left";

/** Who is who; pressing a name leaves only its line. */
function LineLegend({ refs, all, names, only, setOnly }: { refs: readonly string[]; all: readonly string[]; names: Names; only: string | null; setOnly: (ref: string | null) => void }) {
  return (
    <ul className="flex flex-wrap gap-x-1 gap-y-1 px-2 pb-1">
      {refs.map((ref) => (
        <li key={ref}>
          <button type="button" aria-pressed={only === ref} onClick={() => setOnly(only === ref ? null : ref)} className={cx("inline-flex min-h-6 items-center gap-1.5 rounded-control px-1.5 text-note hover:bg-sunk", only === ref && "bg-accent-soft", only !== null && only !== ref && "text-ink-3")}>
            <LineSample index={all.indexOf(ref)} />{names.get(ref)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function NumericTable({ sides, names, label }: { sides: readonly NumericSide[]; names: Names; label: string }) {
  return (
    <div role="region" aria-label={`${label}, as a table`} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse text-note">
        <thead><tr>{["Version", "Rows", "Missing", "Lowest", "10%", "Half", "90%", "Highest"].map((text) => <th key={text} scope="col" className={head}>{text}</th>)}</tr></thead>
        <tbody>
          {sides.map((side) => {
            const shape = shapeOf(side);
            const quantiles = [0.1, 0.5, 0.9].map((q) => ({ q, value: quantileOf(shape, q) }));
            return (
              <tr key={side.ref}>
                <th scope="row" className={`${cell} font-normal`}>{names.get(side.ref)}</th>
                <td className={cell}>{count(side.rows)}</td><td className={cell}>{percent(shape.missingShare)}</td><td className={cell}>{figure(side.minimum)}</td>
                {quantiles.map(({ q, value }) => <td key={q} className={cell}>{value === null ? figure(null) : `≈ ${figure(value)}`}</td>)}
                <td className={cell}>{figure(side.maximum)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function LabelTable({ rows, heads, label }: { rows: ReturnType<typeof labelRows>["rows"]; heads: readonly string[]; label: string }) {
  return (
    <div role="region" aria-label={`${label}, as a table`} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse text-note">
        <thead><tr><th scope="col" className={head}>Value</th>{heads.map((text) => <th key={text} scope="col" className={head}>{text}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.label}><th scope="row" className={`${cell} font-normal`}>{row.label}</th>{row.shares.map((share, index) => <td key={heads[index]} className={cell}>{percent(share, 1)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

const everyone = new Intl.ListFormat("en-GB");
const list = (refs: readonly string[], names: Names) => refs.map((ref) => names.get(ref) ?? ref).join(", ");

/** What the drawing leaves out, in sentences. */
function footOf(view: CompareBaselineView, names: Names, drawn: { cut: boolean; others: readonly string[]; leftOut: number; same: readonly (readonly string[])[] }): string {
  return [
    "Each version is drawn on the bins it froze; areas are shares of its training rows.",
    ...drawn.same.map((refs) => `The lines of ${everyone.format(refs.map((ref) => names.get(ref) ?? ref))} lie on each other.`),
    drawn.cut ? "Long tails and narrow peaks are cut at the frame." : "",
    drawn.others.length > 0 ? `${list(drawn.others, names)}: counted as another kind of column, not drawn here.` : "",
    drawn.leftOut > 0 ? `${plural(drawn.leftOut, "rarer value is", "rarer values are")} left out.` : "",
    view.without.length > 0 ? `No baseline with this column: ${list(view.without, names)}.` : "",
  ].filter(Boolean).join(" ");
}

function Overlay({ view, names, all, chosen, picker }: { view: CompareBaselineView; names: Names; all: readonly string[]; chosen: Chosen; picker: React.ReactNode }) {
  const [only, setOnly] = useState<string | null>(null);
  const kind = view.sides[0]?.kind ?? "numeric";
  const title = "Training data";
  const others = view.sides.filter((side) => side.kind !== kind).map((side) => side.ref);
  const label = `${title}: ${view.column}`;
  if (kind === "categorical") {
    const sides = view.sides.flatMap((side) => (side.kind === "categorical" ? [side] : []));
    const { rows, leftOut } = labelRows(sides);
    const heads = sides.map((side) => names.get(side.ref) ?? side.ref);
    return (
      <ChartPanel title={title} note={picker} table={<LabelTable rows={rows} heads={heads} label={label} />} foot={footOf(view, names, { cut: false, others, leftOut, same: [] })}>
        <LineLegend refs={sides.map((side) => side.ref)} all={all} names={names} only={null} setOnly={() => undefined} />
        <LabelChart label={label} rows={rows} indexes={sides.map((side) => all.indexOf(side.ref))} names={heads} />
      </ChartPanel>
    );
  }
  const sides = view.sides.flatMap((side) => (side.kind === "numeric" ? [side] : []));
  const shapes = sides.map(shapeOf);
  const axes = axesOf(shapes);
  return (
    <ChartPanel title={title} note={picker} table={<NumericTable sides={sides} names={names} label={label} />} foot={footOf(view, names, { cut: axes.sidesAreCut || (chosen.as === "density" && axes.topIsCut), others, leftOut: 0, same: sameShapes(shapes) })}
      actions={<SegmentedControl label="Drawn as" value={chosen.as} options={[{ value: "density", text: "Density" }, { value: "share", text: "Share below" }]} onChange={(as) => chosen.choose({ as })} />}>
      <LineLegend refs={sides.map((side) => side.ref)} all={all} names={names} only={only} setOnly={setOnly} />
      <OverlayChart label={label} as={chosen.as} only={only} lines={shapes.map((shape) => ({ shape, name: names.get(shape.ref) ?? shape.ref, index: all.indexOf(shape.ref) }))} />
    </ChartPanel>
  );
}

/** One column's training data in every version that has a baseline, on shared axes. */
export function ComparedBaselines({ view, refs, names, chosen }: { view: CompareView; refs: readonly string[]; names: Names; chosen: Chosen }) {
  const trpc = useTRPC();
  const column = view.columns.find((one) => one.name === chosen.column)?.name ?? view.columns[0]?.name;
  const { data } = useQuery({ ...trpc.compare.baseline.queryOptions({ v: [...refs], column: column ?? "-" }), enabled: column !== undefined, placeholderData: keepPreviousData });
  if (column === undefined) return <Panel title="Training data"><EmptyState title="None of these versions has a baseline">Log baseline.parquet beside the model, or name it with the tag signalbox.baseline; its columns are drawn here over each other.</EmptyState></Panel>;
  const picker = (
    <label className="inline-flex items-center gap-2">of column
      <select value={column} onChange={(event) => chosen.choose({ column: event.target.value })} className="h-8 max-w-56 rounded-control border border-control bg-panel px-2 text-ink">
        {view.columns.map((one) => <option key={one.name} value={one.name}>{one.name}{one.role === "output" ? " (output)" : ""}</option>)}
      </select>
    </label>
  );
  if (data === undefined) return <Panel title="Training data" note={picker} padded><Skeleton className="h-[302px] w-full" /></Panel>;
  return <Overlay view={data} names={names} all={view.versions.map((version) => version.ref)} chosen={chosen} picker={picker} />;
}
