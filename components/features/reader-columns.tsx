import Link from "next/link";
import type { FeatureDetail } from "#server/domains/features/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { count, metric, nothing, version } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import type { Column } from "../ui/table.tsx";
import { Button } from "../ui/button.tsx";
import type { Reader } from "./query.ts";

type Row = FeatureDetail["readers"][number];
type Acts = { reader: Reader | null; choose: (reader: Reader) => void };

function Shown({ row, reader, choose }: Acts & { row: Row }) {
  return (
    <span className="inline-flex flex-wrap justify-end gap-1.5">
      {row.environments.map((environment) => {
        const current = reader?.model === row.model && reader.version === row.version && reader.environment === environment;
        return <Button key={environment} aria-pressed={current} kind={current ? "ghost" : "secondary"} className="min-h-7" onClick={() => choose({ model: row.model, version: row.version, environment })}>{current ? `${environment}, shown` : `Show ${environment}`}</Button>;
      })}
    </span>
  );
}

export const readerColumns = (acts: Acts): Column<Row>[] => [
  { key: "state", head: "State", slot: "trail", className: "w-36", cell: (row) => (row.lamp === null ? <Lamp state="unknown" word="Not serving" /> : <Lamp state={row.lamp} />) },
  { key: "reader", head: "Reader", slot: "lead", cell: (row) => <Link href={paths.modelVersion(row.model, row.version)} className="font-medium hover:sb-link">{row.model} {version(row.version)}</Link> },
  { key: "where", head: "Serves", slot: "under", cell: (row) => <span className="text-ink-2">{row.environments.length === 0 ? "nowhere" : row.environments.join(", ")}</span> },
  { key: "psi", head: "PSI", right: true, slot: "hide", cell: (row) => (row.lamp === "clock" ? <span className="text-ink-3">{nothing}</span> : metric(row.psi)) },
  { key: "js", head: "JS distance", right: true, slot: "hide", cell: (row) => (row.lamp === "clock" ? <span className="text-ink-3">{nothing}</span> : metric(row.js)) },
  { key: "rows", head: "Rows", right: true, slot: "hide", cell: (row) => <span className="text-ink-2">{row.rows === null ? nothing : count(row.rows)}</span> },
  { key: "show", head: "Shown above", headHidden: true, right: true, slot: "under-trail", cell: (row) => <Shown row={row} {...acts} /> },
];
