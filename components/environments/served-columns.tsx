import Link from "next/link";
import type { ServedAtItem } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { nothing, shortDigest, version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

export const servedColumns: readonly Column<ServedAtItem>[] = [
  { key: "model", head: "Model", slot: "lead", cell: (row) => <span className="font-medium">{row.model}</span> },
  { key: "version", head: "Version", slot: "trail", cell: (row) => <Link href={paths.modelVersion(row.model, row.version)} className="relative z-10 sb-link"><span className="sr-only">{row.model} </span>{version(row.version)}</Link> },
  { key: "since", head: "Since", slot: "under", cell: (row) => <span className="text-ink-2"><span className="md:hidden">since </span><Time at={row.since} /></span> },
  { key: "until", head: "Until", slot: "under-trail", cell: (row) => <span className="text-ink-2">{row.until === null ? "serves still" : <><span className="md:hidden">until </span><Time at={row.until} /></>}</span> },
  { key: "asked", head: "Asked by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.requestedBy}</span> },
  { key: "approved", head: "Approved by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.approvedBy ?? nothing}{row.kind === "rollback" ? ", as a rollback" : ""}</span> },
  { key: "evidence", head: "Evidence", right: true, slot: "hide", cell: (row) => <span><Link href={paths.release(row.releaseId)} className="relative z-10 sb-link">release {row.releaseId}</Link> <code className="text-note text-ink-3" title={row.evidenceDigest}>{shortDigest(row.evidenceDigest)}</code></span> },
];
