import type { ReplicaView } from "#server/domains/serving/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { cx } from "../ui/cx.ts";
import { bytes, nothing, plural, version } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

type Loaded = ReplicaView["loaded"][number];
const words = { READY: "ready", LOADING: "loading", UNAVAILABLE: "unavailable" } as const satisfies Record<Loaded["state"], string>;
const tones = { READY: "text-ink", LOADING: "text-ink-3", UNAVAILABLE: "text-danger" } as const satisfies Record<Loaded["state"], string>;

const columns: readonly Column<Loaded>[] = [
  { key: "model", head: "Model", slot: "lead", cell: (row) => <span className="font-medium">{row.model} <code className="text-note font-normal">{version(row.version)}</code></span> },
  { key: "state", head: "State", slot: "trail", cell: (row) => <span className={tones[row.state]}>{words[row.state]}</span> },
  { key: "routes", head: "Routed in", slot: "under", cell: (row) => <span className="text-ink-2">{row.environments.length === 0 ? "nothing: kept ready for a rollback or a waiting release" : row.environments.join(", ")}{row.reason ? <span className="md:hidden">: {row.reason}</span> : null}</span> },
  { key: "memory", head: "Memory", slot: "under-trail", cell: (row) => <span className="text-ink-2 tabular-nums">{row.place === null ? nothing : memory(row)}</span> },
  { key: "reason", head: "Reason", slot: "hide", cell: (row) => <span className="text-ink-2">{row.reason ?? nothing}</span> },
];

/** How much, and where it runs when that is not beside the requests. */
function memory({ memoryBytes, place }: Loaded): string {
  switch (place) {
    case "ownProcess": return `${bytes(memoryBytes)}, in a process of its own`;
    case "elsewhere": return "on another server";
    case "requestThread": case null: return bytes(memoryBytes);
  }
}

/** One serving process and every version it holds. */
export function ReplicaPanel({ replica }: { replica: ReplicaView }) {
  return (
    <Panel title={replica.address || `Process ${replica.id.slice(0, 8)}`} note={<span className={cx(!replica.alive && "text-danger")}>{replica.alive ? "answers" : <>stopped reporting <Time at={replica.lastSeenAt} /></>}</span>}>
      {replica.loaded.length === 0 ? <p className="px-3.5 py-4 text-ink-2">It holds no version yet.</p>
        : <Table label={`Versions held by ${replica.address}`} columns={columns} rows={replica.loaded} rowKey={(row) => `${row.model} ${row.version}`} href={(row) => paths.modelVersion(row.model, row.version)} opens="model" />}
      <PanelFoot>{replica.spool === null ? null : <span className={cx(isBehind(replica.spool) && "text-danger")}>{spoolWords(replica.spool)}</span>}<span>Memory: what the process grew by when the model was loaded, or the size of its files where that is more.</span><span>started <Time at={replica.startedAt} />, for the {ordinal(replica.incarnation)} time</span><code className="[overflow-wrap:anywhere]">{replica.id}</code></PanelFoot>
    </Panel>
  );
}

type Spool = NonNullable<ReplicaView["spool"]>;
/** Flushed each second and sent at once: more than a few wait only while the database does not take them. */
const usuallyWaiting = 5;
const isBehind = ({ deltas }: Spool) => deltas > usuallyWaiting;
function spoolWords({ deltas, bytes: size, limitBytes, oldestAt }: Spool) {
  if (deltas === 0 || oldestAt === null) return "Its counters are all in the database.";
  return <>{plural(deltas, "delta", "deltas")} of counters ({bytes(size)} of {bytes(limitBytes)}) wait on its disk, the oldest since <Time at={oldestAt} />.{size > limitBytes ? " No more fit: newer ones stay in memory, and events are refused." : ""}</>;
}

function ordinal(value: number): string {
  const tens = value % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th");
  return `${value}${ending}`;
}
