import Link from "next/link";
import { releaseStates, releaseWords } from "#server/domains/releases/contract.ts";
import type { OverviewView } from "#server/shared/overview.ts";
import { paths } from "#server/shared/paths.ts";
import { version } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { ClockTime, Time } from "../ui/time.tsx";

type Decision = OverviewView["latestDecisions"][number];
type Newest = OverviewView["newestVersions"][number];

const stateWord = (decision: Decision): string => {
  if (decision.kind === "rollback") return "Rolled back";
  const state = releaseStates.find((known) => known === decision.state);
  if (state !== "live") return state === undefined ? decision.state : releaseWords[state];
  return decision.kind === "promotion" ? "Went live" : "Done";
};
const decisionColumns: Column<Decision>[] = [
  { key: "at", head: "When", slot: "trail", className: "md:w-24 text-ink-3", cell: (row) => <ClockTime at={row.at} /> },
  { key: "state", head: "What", slot: "under", className: "md:w-28", cell: (row) => <span className="text-ink-2">{stateWord(row)}</span> },
  { key: "what", head: "Release", slot: "lead", cell: (row) => <span>{row.title}<span className="text-ink-2">, by {row.by}</span></span> },
];
const newestColumns: Column<Newest>[] = [
  { key: "model", head: "Model", slot: "lead", cell: (row) => <span className="font-medium">{row.model}</span> },
  { key: "version", head: "Version", slot: "under", cell: (row) => version(row.version) },
  { key: "by", head: "By", slot: "hide", cell: (row) => <span className="text-ink-2">{row.createdBy}</span> },
  { key: "at", head: "Registered", right: true, slot: "trail", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
];
const go = "text-ink-2 hover:text-ink hover:underline";

export function LatestDecisions({ items }: { items: Decision[] }) {
  return (
    <Panel title="Latest decisions" actions={<Link href={paths.audit()} className={go}>Audit</Link>}>
      {items.length === 0 ? <EmptyState title="Nobody has decided anything yet">Approvals, rejections and rollbacks are listed here.</EmptyState>
        : <Table label="Latest decisions" columns={decisionColumns} rows={items} rowKey={(row) => row.releaseId} href={(row) => paths.release(row.releaseId)} opens="what" />}
    </Panel>
  );
}

export function NewestVersions({ items }: { items: Newest[] }) {
  return (
    <Panel title="Newest versions" actions={<Link href={paths.models()} className={go}>Models</Link>}>
      {items.length === 0 ? <EmptyState title="No version is registered yet">The Models page has the lines to paste.</EmptyState>
        : <Table label="Newest versions" columns={newestColumns} rows={items} rowKey={(row) => `${row.model} ${row.version}`} href={(row) => paths.modelVersion(row.model, row.version)} />}
    </Panel>
  );
}
