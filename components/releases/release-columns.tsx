import { releaseTitle, type ReleaseListItem } from "#server/domains/releases/contract.ts";
import { nothing, version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { StateMark } from "./state-mark.tsx";
import { takesAway } from "./words.ts";

export const releaseColumns: readonly Column<ReleaseListItem>[] = [
  { key: "state", head: "State", slot: "trail", className: "md:w-32", cell: (row) => <StateMark release={row} /> },
  { key: "what", head: "Release", slot: "lead", cell: (row) => <span className="font-medium">{releaseTitle(row)}</span> },
  { key: "kind", head: "From", slot: "hide", cell: (row) => <span className="text-ink-2">{row.kind === "rollback" ? "rollback from " : ""}{row.fromVersion === null || takesAway(row) ? nothing : version(row.fromVersion)}</span> },
  { key: "by", head: "Asked by", slot: "under", cell: (row) => <span className="text-ink-2">{row.requestedBy.name}</span> },
  { key: "decided", head: "Decided by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.decidedBy?.name ?? nothing}</span> },
  { key: "id", head: "Number", right: true, slot: "hide", className: "text-ink-3", cell: (row) => row.id },
  { key: "at", head: "Asked", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.requestedAt} /> },
];
