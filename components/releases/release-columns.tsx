import type { ReleaseListItem } from "#server/domains/releases/contract.ts";
import { nothing, version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { StateMark } from "./state-mark.tsx";

export const releaseColumns: readonly Column<ReleaseListItem>[] = [
  { key: "state", head: "State", slot: "trail", className: "md:w-32", cell: (row) => <StateMark state={row.state} /> },
  { key: "what", head: "Release", slot: "lead", cell: (row) => <span className="font-medium">{row.model} {version(row.version)} → {row.environment}</span> },
  { key: "kind", head: "From", slot: "hide", cell: (row) => <span className="text-ink-2">{row.kind === "rollback" ? "rollback from " : ""}{row.fromVersion === null ? nothing : version(row.fromVersion)}</span> },
  { key: "by", head: "Asked by", slot: "under", cell: (row) => <span className="text-ink-2">{row.requestedBy.name}</span> },
  { key: "decided", head: "Decided by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.decidedBy?.name ?? nothing}</span> },
  { key: "id", head: "Number", right: true, slot: "hide", className: "text-ink-3", cell: (row) => row.id },
  { key: "at", head: "Asked", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.requestedAt} /> },
];
