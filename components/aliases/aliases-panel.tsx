"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { AliasProtectionView, AliasView } from "#server/domains/registry/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { nothing, version } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { AliasDialog, type AliasAct } from "./alias-dialogs.tsx";
import { ProtectForm } from "./protect-form.tsx";
import { useProtection, type Protecting } from "./use-protection.ts";
import { aliasRows, why, type AliasRow } from "./words.ts";

const kinds: readonly LiveKind[] = ["alias.set", "model.changed", "version.changed", "route.changed"];
const shown = 50;
const needsWrite = "Your role does not write to the registry. An administrator can change it.";
const needsRight = "An approver or an administrator protects aliases.";

function Lever({ row, model, may, acts }: { row: AliasRow; model: string; may: boolean; acts: Protecting }) {
  if (row.protectedBy === "environment") return <span className="text-note text-ink-3">always protected</span>;
  if (row.protectedBy === "all") return <Link href={paths.settings()} className="sb-link">in Settings</Link>;
  const reason = may ? null : needsRight;
  const { protectionId } = row;
  if (protectionId !== null) return <Button busy={acts.busy} disabledReason={reason} aria-label={`Lift the protection of ${row.alias}`} onClick={() => acts.unprotect(protectionId)}>Unprotect</Button>;
  return <Button busy={acts.busy} disabledReason={reason} aria-label={`Protect ${row.alias}`} onClick={() => acts.protect({ alias: row.alias, model })}>Protect</Button>;
}

type Levers = { mayProtect: boolean; mayWrite: boolean; acts: Protecting; start: (act: AliasAct) => void };

const columnsOf = (model: string, { mayProtect, mayWrite, acts, start }: Levers): Column<AliasRow>[] => [
  { key: "alias", head: "Alias", slot: "lead", cell: (row) => <code className="font-medium">{row.alias}</code> },
  { key: "version", head: "Points to", slot: "under", cell: (row) => row.set === null ? <span className="text-ink-3">nothing yet</span> : <><span className="md:hidden">is </span><Link href={paths.modelVersion(model, row.set.version)} className="sb-link">{version(row.set.version)}</Link></> },
  { key: "why", head: "Who moves it", slot: "hide", cell: (row) => <span className="text-ink-2">{why(row.protectedBy)}</span> },
  { key: "by", head: "Set by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.set === null ? nothing : <>{row.set.setBy.name}{row.set.releaseId === null ? null : <>, <Link href={paths.release(row.set.releaseId)} className="sb-link">release {row.set.releaseId}</Link></>}</>}</span> },
  { key: "at", head: "Set", slot: "hide", className: "text-ink-3", cell: (row) => row.set === null ? nothing : <Time at={row.set.setAt} /> },
  { key: "lever", head: "Protection", right: true, slot: "trail", cell: (row) => <Lever row={row} model={model} may={mayProtect} acts={acts} /> },
  {
    key: "move", head: "Set it", headHidden: true, right: true, slot: "under-trail", className: "md:w-44",
    cell: (row) => (
      <span className="inline-flex gap-1">
        <Button kind="ghost" aria-haspopup="dialog" aria-label={`${row.set === null ? "Set" : "Move"} ${row.alias}`} disabledReason={mayWrite ? null : needsWrite} onClick={() => start({ act: "set", row })}>{row.set === null ? "Set" : "Move"}</Button>
        {row.set === null ? null : <Button kind="ghost" aria-haspopup="dialog" aria-label={`Take ${row.alias} away`} disabledReason={mayWrite ? null : needsWrite} onClick={() => start({ act: "remove", row })}>Take away</Button>}
      </span>
    ),
  },
];

type Initial = { aliases: Page<AliasView>; protections: Page<AliasProtectionView> };

/** Each alias, where it points, who set it, and who may move it. */
export function AliasesPanel({ model, newest, initial }: { model: string; /** The newest version's number. */ newest: string | null; initial: Initial }) {
  const trpc = useTRPC();
  const may = useMay("alias.protect");
  const filters = useMemo(() => [trpc.aliases.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model });
  const { data: aliases } = useQuery({ ...trpc.aliases.list.queryOptions({ model, limit: shown }), initialData: initial.aliases });
  const { data: protections } = useQuery({ ...trpc.aliases.protections.queryOptions({ model, limit: 200 }), initialData: initial.protections });
  const acts = useProtection(() => undefined);
  const rows = aliasRows(aliases.items, protections.items);
  const mayWrite = useMay("registry.write");
  const [doing, start] = useState<AliasAct>(null);
  const columns = columnsOf(model, { mayProtect: may, mayWrite, acts, start });
  return (
    <Panel title="Aliases" note="names that point to a version" actions={<Button aria-haspopup="dialog" disabledReason={mayWrite ? newest === null ? "There is no version to point to yet." : null : needsWrite} onClick={() => start({ act: "set", row: null })}>Set an alias</Button>}>
      {rows.length === 0 ? <EmptyState title="No alias yet" lines={`mlflow.MlflowClient().set_registered_model_alias("${model}", "champion", 1)`} lang="Python line">An alias names a version for whoever loads it, and a protected one is moved by an approver or a release only.</EmptyState>
        : <Table label={`Aliases of ${model}`} columns={columns} rows={rows} rowKey={(row) => `${row.alias} ${row.protectionId ?? ""}`} />}
      {aliases.nextCursor === null ? null : <PanelFoot>The first {shown} by name; the API lists all of them.</PanelFoot>}
      <ProtectForm model={model} reason={may ? null : needsRight} />
      <AliasDialog model={model} newest={newest} doing={doing} close={() => start(null)} />
    </Panel>
  );
}
