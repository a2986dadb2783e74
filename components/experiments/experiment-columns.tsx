import { runCountLimit, type ExperimentView } from "#server/domains/registry/contract-runs.ts";
import { nothing } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { countUpTo } from "./words.ts";

export const experimentColumns: readonly Column<ExperimentView>[] = [
  {
    key: "name", head: "Experiment", slot: "lead", sort: "name",
    cell: (row) => <span className="grid"><span className="font-medium [overflow-wrap:anywhere]">{row.name}</span>{row.description ? <span className="truncate text-note text-ink-3 max-md:hidden">{row.description.split("\n")[0]?.slice(0, 120)}</span> : null}</span>,
  },
  { key: "runs", head: "Runs", right: true, slot: "trail", cell: (row) => <>{countUpTo(row.runs, runCountLimit)}<span className="text-ink-3 md:hidden"> {row.runs === 1 ? "run" : "runs"}</span></> },
  { key: "last", head: "Last run", slot: "under", sort: "lastRun", largestFirst: true, cell: (row) => (row.lastRunAt === null ? <span className="text-ink-3">{nothing}</span> : <Time at={row.lastRunAt} className="text-ink-2" />) },
  { key: "owner", head: "Owner", slot: "under-trail", cell: (row) => <span className="text-ink-2">{row.owner ?? nothing}</span> },
  { key: "created", head: "Created", right: true, slot: "hide", sort: "created", largestFirst: true, cell: (row) => <Time at={row.createdAt} className="text-ink-2" /> },
];
