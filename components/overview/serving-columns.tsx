import type { OverviewModel } from "#server/shared/overview.ts";
import { count, milliseconds, nothing, percent, rate, version } from "../ui/format.ts";
import { HeatStrip } from "../ui/heat-strip.tsx";
import { Lamp } from "../ui/lamp.tsx";
import { Spark } from "../ui/spark.tsx";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";

const errorsOver = 0.01;

/** `span` is how far back the two strips reach. */
export const servingColumns = (span: string): Column<OverviewModel>[] => [
  { key: "lamp", head: "State", slot: "trail", cell: (row) => <Lamp state={row.lamp} /> },
  { key: "model", head: "Model", slot: "lead", cell: (row) => <span className="font-medium">{row.model}</span> },
  {
    key: "route", head: "Route", slot: "under",
    cell: (row) => <span className="inline-flex items-center gap-1.5">{version(row.version)}{row.waiting.map((request) => <Tag key={request.releaseId}>{version(request.version)} waits</Tag>)}</span>,
  },
  { key: "rate", head: "Requests/s", right: true, slot: "under-trail", cell: (row) => <span>{rate(row.requestsPerSecond)}<span className="md:hidden"> requests/s</span></span> },
  { key: "spark", head: span, slot: "hide", cell: (row) => <Spark points={row.spark} label={`${row.model}: ${count(row.requests)} requests in the last ${span}`} /> },
  { key: "errors", head: "Errors", right: true, slot: "hide", cell: (row) => <span className={row.errorShare !== null && row.errorShare >= errorsOver ? "text-danger" : undefined}>{percent(row.errorShare)}</span> },
  { key: "p99", head: "p99", right: true, slot: "hide", cell: (row) => milliseconds(row.p99Ms) },
  { key: "heat", head: "Drift", slot: "hide", className: "max-xl:hidden", cell: (row) => <HeatStrip values={row.heat} label={`Drift of ${row.model}, last ${span}`} /> },
  { key: "owner", head: "Owner", slot: "hide", className: "max-lg:hidden", cell: (row) => <span className="text-ink-2">{row.owner ?? nothing}</span> },
];
