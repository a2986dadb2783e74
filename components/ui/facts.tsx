import type { ReactNode } from "react";

/** Names and what they are, in two columns. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid items-baseline grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {items.map(([name, value]) => <div key={name} className="contents"><dt className="text-ink-3">{name}</dt><dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd></div>)}
    </dl>
  );
}
