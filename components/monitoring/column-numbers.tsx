import type { ColumnNumbers, DistributionView } from "#server/domains/monitoring/contract.ts";
import { figure, nothing, percent, count } from "../ui/format.ts";

type Side = { name: string; numbers: ColumnNumbers };
const quantile = (numbers: ColumnNumbers, q: number) => numbers.quantiles.find((one) => one.q === q);
const told = (numbers: ColumnNumbers, q: number) => { const found = quantile(numbers, q); return found ? { text: figure(found.value), title: `between ${figure(found.lo)} and ${figure(found.hi)}` } : { text: nothing }; };

const rows: readonly { name: string; of: (numbers: ColumnNumbers) => { text: string; title?: string }; numeric?: true }[] = [
  { name: "mean", numeric: true, of: (numbers) => ({ text: figure(numbers.mean) }) },
  { name: "minimum", numeric: true, of: (numbers) => ({ text: figure(numbers.minimum) }) },
  { name: "5%", numeric: true, of: (numbers) => told(numbers, 0.05) },
  { name: "25%", numeric: true, of: (numbers) => told(numbers, 0.25) },
  { name: "median", numeric: true, of: (numbers) => told(numbers, 0.5) },
  { name: "75%", numeric: true, of: (numbers) => told(numbers, 0.75) },
  { name: "95%", numeric: true, of: (numbers) => told(numbers, 0.95) },
  { name: "maximum", numeric: true, of: (numbers) => ({ text: figure(numbers.maximum) }) },
  { name: "distinct", of: (numbers) => ({ text: numbers.distinct === null ? nothing : `${count(numbers.distinct)}` }) },
  { name: "missing", of: (numbers) => ({ text: percent(numbers.missingShare, 1) }) },
];

/** What the third side of a distribution is called. */
export function thirdName(third: NonNullable<DistributionView["third"]>): string {
  return third.side === "previous" ? "the window before" : third.side === "week" ? "a week before" : `v${third.version}`;
}

/** A column in numbers: baseline, now, and the third side where there is one. */
export function ColumnNumbersTable({ view }: { view: DistributionView }) {
  const sides: Side[] = [{ name: "baseline", numbers: view.numbers.baseline }, { name: "now", numbers: view.numbers.live }, ...(view.third !== null && view.third.reason === null ? [{ name: thirdName(view.third), numbers: view.third.numbers }] : [])];
  const shown = rows.filter((row) => view.kind === "numeric" || row.numeric === undefined);
  const head = "px-1.5 py-1 text-right font-medium text-ink-2 first:text-left";
  return (
    <div role="region" tabIndex={0} aria-label={`${view.feature} in numbers`} className="overflow-x-auto px-2 pb-1">
      <table className="w-full border-collapse text-note">
        <thead><tr><th scope="col" className={head}><span className="sr-only">Number</span></th>{sides.map((side) => <th key={side.name} scope="col" className={head}>{side.name}</th>)}</tr></thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.name} className="border-t border-line">
              <th scope="row" className="px-1.5 py-0.5 text-left font-normal text-ink-2">{row.name}</th>
              {sides.map((side) => { const { text, title } = row.of(side.numbers); return <td key={side.name} title={title} className="px-1.5 py-0.5 text-right whitespace-nowrap">{text}</td>; })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
