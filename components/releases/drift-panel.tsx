import Link from "next/link";
import type { ReleaseView } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { count, metric, version } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

type Brief = NonNullable<ReleaseView["liveNow"]>;
type Row = { column: string; role: string; asked: Brief["columns"][number] | null; live: Brief["columns"][number] | null };

/** Columns of both moments, the most drifted first, clocks last. */
function rowsOf(then: Brief | null, now: Brief | null): Row[] {
  const names = [...new Set([...(now?.columns ?? []), ...(then?.columns ?? [])].map((entry) => entry.column))];
  const rows = names.map((column): Row => {
    const was = then?.columns.find((entry) => entry.column === column) ?? null;
    const is = now?.columns.find((entry) => entry.column === column) ?? null;
    return { column, role: (is ?? was)?.role ?? "input", asked: was, live: is };
  });
  const isClock = (row: Row) => Number((row.live ?? row.asked)?.lamp === "clock");
  return rows.sort((a, b) => isClock(a) - isClock(b) || ((b.live ?? b.asked)?.psi ?? -1) - ((a.live ?? a.asked)?.psi ?? -1));
}

const named: readonly Column<Row>[] = [
  { key: "column", head: "Column", slot: "lead", cell: (row) => <code className="text-note">{row.column}</code> },
  { key: "role", head: "Role", slot: "hide", cell: (row) => <span className="text-ink-2">{row.role}</span> },
];
const thenAndNow: readonly Column<Row>[] = [
  ...named,
  { key: "then", head: "PSI when asked", right: true, slot: "under", cell: (row) => <span className="text-ink-2"><span className="md:hidden">when asked </span>{metric(row.asked?.psi ?? null)}</span> },
  { key: "now", head: "PSI now", right: true, slot: "under-trail", cell: (row) => <><span className="md:hidden">now </span>{metric(row.live?.psi ?? null)}</> },
  { key: "state", head: "State now", slot: "trail", className: "md:pl-6", cell: (row) => <Lamp state={row.live?.lamp ?? "unknown"} /> },
];

const onlyThen: readonly Column<Row>[] = [
  ...named,
  { key: "then", head: "PSI when asked", right: true, slot: "under", cell: (row) => metric(row.asked?.psi ?? null) },
  { key: "state", head: "State when asked", slot: "trail", className: "md:pl-6", cell: (row) => <Lamp state={row.asked?.lamp ?? "unknown"} /> },
];

/** Live drift of what serves: frozen in the evidence, and beside it as it is now. Neither makes a decision stale. */
export function DriftPanel({ release, environment }: { release: ReleaseView; environment: string }) {
  const then = release.evidence.observations.incumbentDrift;
  const open = release.state === "open";
  // Once decided, another version may serve: its drift is no comparison with what was asked.
  const now = open ? release.liveNow : null;
  const name = release.evidence.terms.incumbent?.version ?? release.version;
  if (then === null && now === null) {
    return (
      <Panel title="Drift of what serves">
        <EmptyState title={release.evidence.terms.incumbent === null ? "Nothing served when this was asked" : `${version(name)} had no live drift to show`}>It needs a baseline and 200 predictions in its window.</EmptyState>
      </Panel>
    );
  }
  const note = [then ? <span key="then">when asked, on {count(then.rows)} rows, <Time at={then.asOf} /></span> : <span key="then">when asked, too few predictions had been counted</span>, now ? <span key="now">; now on {count(now.rows)} rows</span> : null];
  return (
    <Panel title={`${version(name)} in ${environment}`} note={note} actions={<>{now ? <Lamp state={now.lamp} /> : null}<Link href={paths.modelMonitoring(release.model, { environment })} className="sb-link">Monitoring</Link></>}>
      <Table label={`Drift of ${version(name)}`} columns={open ? thenAndNow : onlyThen} rows={rowsOf(then, now)} rowKey={(row) => row.column} />
    </Panel>
  );
}
