import type { ReactNode } from "react";
import { count } from "../ui/format.ts";
import { shareText, type Bar } from "./bars.ts";
import { pointAt } from "./rows.ts";
import type { ChartSeries } from "./types.ts";

const rowsShown = 240;

/** A table of its own height; the keyboard can scroll it. */
function Scrolled({ label, children }: { label: string; children: ReactNode }) {
  return <div role="region" aria-label={label} tabIndex={0} className="max-h-64 overflow-auto"><table className="w-full border-collapse text-note">{children}</table></div>;
}

const head = "sticky top-0 bg-panel px-2.5 py-1.5 text-right font-medium whitespace-nowrap text-ink-2 first:text-left";
const cell = "border-t border-line px-2.5 py-1 text-right whitespace-nowrap first:text-left";

/** A time chart's numbers, newest first, each with what it rests on. */
export function TimeTable({ label, series, format, counted }: { label: string; series: readonly ChartSeries[]; format: (value: number | null) => string; counted: string }) {
  const moments = [...new Set(series.flatMap((one) => one.points.map((point) => point.at)))].toSorted((a, b) => b - a).slice(0, rowsShown);
  return (
    <Scrolled label={`${label}, as a table`}>
      <thead><tr><th scope="col" className={head}>Window ends, UTC</th>{series.map((one) => <th key={one.name} scope="col" className={head}>{one.name}</th>)}<th scope="col" className={head}>{counted}</th></tr></thead>
      <tbody>
        {moments.map((at) => {
          const points = series.map((one) => { const point = pointAt(one.points, at); return point?.at === at ? point : null; });
          return (
            <tr key={at}>
              <th scope="row" className={`${cell} font-normal text-ink-2`}>{new Date(at).toISOString().slice(0, 19).replace("T", " ")}</th>
              {points.map((point, index) => <td key={series[index]?.name} className={cell}>{point === null ? "" : format(point.value)}</td>)}
              <td className={`${cell} text-ink-2`}>{count(Math.max(0, ...points.map((point) => point?.count ?? 0)))}</td>
            </tr>
          );
        })}
      </tbody>
    </Scrolled>
  );
}

/** A distribution's bins with their shares and counts on all sides, and what each adds to PSI. */
export function BarTable({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const [third, adds] = [bars.some((bar) => bar.third !== undefined), bars.some((bar) => bar.adds !== undefined)];
  return (
    <Scrolled label={`${label}, as a table`}>
      <thead><tr>{["Bin", "Live", "Rows", "Baseline", "Rows of it", ...(third ? ["Compared", "Rows of it "] : []), ...(adds ? ["Adds to PSI"] : [])].map((text) => <th key={text} scope="col" className={head}>{text}</th>)}</tr></thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.name}>
            <th scope="row" className={`${cell} font-normal`}>{bar.name}</th>
            <td className={cell}>{shareText(bar.live)}</td><td className={`${cell} text-ink-2`}>{count(bar.liveRows)}</td>
            <td className={cell}>{shareText(bar.baseline)}</td><td className={`${cell} text-ink-2`}>{count(bar.baselineRows)}</td>
            {third ? <><td className={cell}>{bar.third === undefined ? "" : shareText(bar.third)}</td><td className={`${cell} text-ink-2`}>{bar.thirdRows === undefined ? "" : count(bar.thirdRows)}</td></> : null}
            {adds ? <td className={cell}>{bar.adds === undefined ? "" : bar.adds.toFixed(3)}</td> : null}
          </tr>
        ))}
      </tbody>
    </Scrolled>
  );
}
