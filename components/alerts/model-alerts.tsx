"use client";
import Link from "next/link";
import { paths } from "#server/shared/paths.ts";
import { plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Table } from "../ui/table.tsx";
import { alertColumns } from "./alert-columns.tsx";
import { useFiring } from "./use-firing.ts";

/** Beside a model's name: how many of its alerts fire. Nothing while none does. */
export function FiringMark({ model }: { model: string }) {
  const firing = useFiring(model) ?? [];
  if (firing.length === 0) return null;
  const [only] = firing;
  return <Link href={firing.length === 1 && only !== undefined ? paths.alert(only.id) : paths.alerts({ model, state: "firing" })} className="rounded-tag border border-danger px-1.5 text-note font-medium text-danger hover:underline">{plural(firing.length, "alert fires", "alerts fire")}</Link>;
}

/** The firing alerts of a model, where somebody decides on it. Nothing while none does. */
export function FiringPanel({ model }: { model: string }) {
  const firing = useFiring(model) ?? [];
  if (firing.length === 0) return null;
  return (
    <Panel title="Alerts" note={`${plural(firing.length, "alert", "alerts")} of ${model} ${firing.length === 1 ? "fires" : "fire"} now`} actions={<Link href={paths.alerts({ model })} className="sb-link">All of them</Link>}>
      <Table label={`Alerts of ${model}`} columns={alertColumns.filter((column) => column.key !== "owner")} rows={firing} rowKey={(row) => row.id} href={(row) => paths.alert(row.id)} opens="what" />
    </Panel>
  );
}
