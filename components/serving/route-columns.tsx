import Link from "next/link";
import type { EnvironmentView } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

type Row = EnvironmentView["routes"][number];

export const routeColumns = (environment: string): Column<Row>[] => [
  { key: "model", head: "Model", slot: "lead", cell: (row) => <span className="font-medium">{row.model}<span className="sr-only"> in {environment}</span></span> },
  { key: "version", head: "Serves", slot: "trail", cell: (row) => <code className="text-note">{version(row.version)}</code> },
  { key: "since", head: "Since", slot: "under", cell: (row) => <span className="text-ink-2"><span className="md:hidden">since </span><Time at={row.since} /></span> },
  { key: "release", head: "By release", right: true, slot: "under-trail", cell: (row) => <Link href={paths.release(row.releaseId)} className="relative z-10 sb-link">release {row.releaseId}</Link> },
];
