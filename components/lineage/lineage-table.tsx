"use client";
import Link from "next/link";
import { useState } from "react";
import { lineageKinds, lineageWords, type LineageNode } from "#server/shared/lineage.ts";
import { Button } from "../ui/button.tsx";
import { absolute, count, nothing } from "../ui/format.ts";
import { PanelFoot } from "../ui/panel.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import type { Graph } from "./graph.ts";

const rowsAtOnce = 100;
type Row = { key: string; from: LineageNode; to: LineageNode; relation: string; since: string | null; until: string | null };

function Name({ node }: { node: LineageNode }) {
  return (
    <span className="[overflow-wrap:anywhere]">
      <span className="text-ink-3">{lineageWords[node.kind].one.toLowerCase()} </span>
      {node.href === null ? node.label : <Link href={node.href} className="sb-link">{node.label}</Link>}
      {node.kind === "environment" || node.kind === "dataset" ? <span className="text-ink-3"> {node.note}</span> : null}
    </span>
  );
}

const columns: readonly Column<Row>[] = [
  { key: "from", head: "From", slot: "lead", cell: (row) => <Name node={row.from} /> },
  { key: "relation", head: "Relation", slot: "under-trail", className: "text-ink-2", cell: (row) => row.relation },
  { key: "to", head: "To", slot: "under", cell: (row) => <Name node={row.to} /> },
  { key: "since", head: "Since", right: true, slot: "trail", className: "text-ink-2", cell: (row) => (row.since === null ? nothing : <><Time at={row.since} />{row.until === null ? null : <span className="text-ink-3" title={absolute(Date.parse(row.until))}> until <Time at={row.until} /></span>}</>) },
];

/** Each connection as a line, from what was read to where it answers, the newest first. */
export function LineageTable({ graph, label }: { graph: Graph; label: string }) {
  const [limit, setLimit] = useState(rowsAtOnce);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const rows = graph.edges.flatMap((edge): Row[] => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ key: `${edge.from} ${edge.to} ${edge.relation}`, from, to, relation: edge.relation, since: edge.since, until: edge.until }];
  }).toSorted((a, b) => lineageKinds.indexOf(a.from.kind) - lineageKinds.indexOf(b.from.kind) || (b.since ?? "").localeCompare(a.since ?? ""));
  return (
    <>
      <Table label={label} columns={columns} rows={rows.slice(0, limit)} rowKey={(row) => row.key} />
      {rows.length > limit ? <PanelFoot><span>{count(limit)} of {count(rows.length)} connections</span><Button onClick={() => setLimit(limit + rowsAtOnce)}>Show {Math.min(rowsAtOnce, rows.length - limit)} more</Button></PanelFoot> : null}
    </>
  );
}
