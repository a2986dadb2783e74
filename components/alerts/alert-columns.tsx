import type { AlertView } from "#server/domains/monitoring/contract-alerts.ts";
import { version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { alertTitle, SeverityWord, StateMark, valueText } from "./marks.tsx";

export const alertColumns: readonly Column<AlertView>[] = [
  { key: "state", head: "State", slot: "trail", className: "md:w-28", cell: (row) => <StateMark state={row.state} /> },
  { key: "what", head: "Alert", slot: "lead", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{alertTitle(row)}</span> },
  { key: "model", head: "Model", slot: "under", cell: (row) => <span className="text-ink-2 [overflow-wrap:anywhere]">{row.model} {version(row.version)}{row.environment === "production" ? "" : `, ${row.environment}`}</span> },
  { key: "severity", head: "Severity", slot: "hide", cell: (row) => <SeverityWord severity={row.severity} /> },
  { key: "value", head: "Value", right: true, slot: "hide", cell: (row) => valueText(row.statistic, row.value) },
  { key: "limit", head: "Limit", right: true, slot: "hide", className: "text-ink-3", cell: (row) => valueText(row.statistic, row.threshold) },
  { key: "owner", head: "Owner", slot: "hide", cell: (row) => <span className="text-ink-2">{row.owner?.name ?? "nobody yet"}</span> },
  { key: "since", head: "Since", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.since} /> },
];
