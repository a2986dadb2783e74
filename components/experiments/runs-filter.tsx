"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { runStatuses } from "#server/domains/registry/contract-runs.ts";
import { runVocabulary } from "#server/shared/filter/index.ts";
import { FilterBox } from "../filter/filter-box.tsx";
import { Checkbox } from "../ui/field.tsx";
import { runsHref, type RunsQuery } from "./query.ts";
import { statusWords } from "./words.ts";

/** The filter as tokens or as text, and the status beside it; both are the address. */
export function RunsFilter({ input, note }: { input: RunsQuery; note: string }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (change: Partial<RunsQuery>) => startTransition(() => router.push(runsHref({ ...input, cursor: undefined, ...change }), { scroll: false }));
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 max-md:min-w-full md:min-w-96">
        <FilterBox label="Filter runs" vocabulary={runVocabulary} value={input.filter ?? ""} onChange={(filter) => go({ filter: filter || undefined })} placeholder="metrics.roc_auc > 0.7, params.depth = 6 or a name" note={pending ? "Asking" : note} />
      </div>
      <div className="flex min-h-9 flex-wrap items-center gap-3">
        <select aria-label="Status" value={input.status ?? ""} onChange={(event) => go({ status: runStatuses.find((status) => status === event.target.value) })} className="h-8 rounded-control border border-control bg-panel px-2">
          <option value="">Any status</option>
          {runStatuses.map((status) => <option key={status} value={status}>{statusWords[status]}</option>)}
        </select>
        <Checkbox label="Deleted ones" checked={input.deleted} onChange={(event) => go({ deleted: event.target.checked })} />
      </div>
    </div>
  );
}
