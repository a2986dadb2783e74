import { cx } from "./cx.ts";

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("sb-shimmer block rounded-tag", className)} />;
}

/** A page's head and some rows, in the place where they will stand. */
export function PageSkeleton({ rows = 8, cards = 0 }: { rows?: number; cards?: number }) {
  return (
    <output className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <span className="sr-only">Loading</span>
      <div className="grid gap-2 py-1"><Skeleton className="h-6 w-48" /><Skeleton className="h-4 w-80 max-w-full" /></div>
      {cards > 0 ? <div className="grid gap-3 md:grid-cols-3">{Array.from({ length: cards }, (_, index) => <Skeleton key={index} className="h-32 rounded-panel" />)}</div> : null}
      <div className="overflow-hidden rounded-panel border border-line bg-panel">
        <div className="flex h-11 items-center border-b border-line px-3.5"><Skeleton className="h-4 w-40" /></div>
        {Array.from({ length: rows }, (_, index) => <div key={index} className="flex h-9 items-center gap-6 border-b border-line px-3.5 last:border-b-0"><Skeleton className="h-3 w-24" /><Skeleton className="h-3 w-40" /><Skeleton className="ml-auto h-3 w-20" /></div>)}
      </div>
    </output>
  );
}
