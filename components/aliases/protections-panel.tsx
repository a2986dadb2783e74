"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { AliasProtectionView } from "#server/domains/registry/contract.ts";
import { environments } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { ProtectForm } from "./protect-form.tsx";
import { useProtection } from "./use-protection.ts";

const shown = 200;

const columnsOf = (reasonOf: (row: AliasProtectionView) => string | null, unprotect: (id: string) => void): Column<AliasProtectionView>[] => [
  { key: "alias", head: "Alias", slot: "lead", cell: (row) => <code className="font-medium">{row.alias}</code> },
  { key: "model", head: "Of", slot: "under", cell: (row) => row.model === null ? "every model" : <Link href={paths.model(row.model)} className="sb-link">{row.model}</Link> },
  { key: "by", head: "Protected by", slot: "hide", cell: (row) => <span className="text-ink-2">{row.createdBy.name}</span> },
  { key: "at", head: "Since", slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
  { key: "lever", head: "Levers", headHidden: true, right: true, slot: "trail", cell: (row) => <Button disabledReason={reasonOf(row)} aria-label={`Lift the protection of ${row.alias} of ${row.model ?? "every model"}`} onClick={() => unprotect(row.id)}>Unprotect</Button> },
];

/** Names that not everybody moves, of every model and of single ones. */
export function ProtectionsPanel() {
  const trpc = useTRPC();
  const [mayOne, mayAll] = [useMay("alias.protect"), useMay("alias.protectAll")];
  const list = useQuery(trpc.aliases.protections.queryOptions({ limit: shown }));
  const { unprotect } = useProtection(() => undefined);
  const rows = list.data?.items ?? [];
  const reasonOf = (row: AliasProtectionView) => (row.model === null ? (mayAll ? null : "An administrator decides for every model.") : mayOne ? null : "An approver or an administrator protects aliases.");
  return (
    <Panel title="Protected aliases" note="moved by an approver, or by a release that somebody else approves">
      {rows.length === 0 ? <EmptyState title={list.isPending ? "Reading what is protected" : "No alias is protected beside the environments' names"}>A call that sets a protected alias is refused with the address of the request that it has opened.</EmptyState>
        : <Table label="Protected aliases" columns={columnsOf(reasonOf, unprotect)} rows={rows} rowKey={(row) => row.id} />}
      <ProtectForm reason={mayAll ? null : "An administrator decides for every model."} />
      <PanelFoot>The names of environments, {environments.join(" and ")}, are always protected: only releases move them.</PanelFoot>
    </Panel>
  );
}
