"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { AliasChangeView } from "#server/domains/registry/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { versionsHref, type VersionsQuery } from "../models/versions-query.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { nothing } from "../ui/format.ts";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { moveWords } from "./words.ts";

export type AliasHistoryQuery = { model: string; cursor?: string; limit: number };

const columns: readonly Column<AliasChangeView>[] = [
  { key: "alias", head: "Alias", slot: "lead", cell: (row) => <code className="font-medium">{row.alias}</code> },
  { key: "move", head: "Move", slot: "trail", cell: moveWords },
  { key: "who", head: "By", slot: "under", cell: (row) => <span className="text-ink-2">{row.actor.name}</span> },
  { key: "release", head: "Approval", slot: "hide", cell: (row) => <span className="text-ink-2">{row.releaseId === null ? nothing : <><Link href={paths.release(row.releaseId)} className="sb-link">release {row.releaseId}</Link>{row.approvedBy === null ? null : `, by ${row.approvedBy}`}</>}</span> },
  { key: "at", head: "When", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.at} /> },
];

/** What moved each alias, when, from what, by whom and under which approval. `page` is the rest of the address, which stays. */
export function AliasHistory({ input, initial, page }: { input: AliasHistoryQuery; initial: Page<AliasChangeView>; page: VersionsQuery }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.aliases.changes.queryOptions(input), initialData: initial });
  const href = (moves: string | undefined) => versionsHref({ ...page, moves });
  return (
    <Panel title="Alias history" note="the newest first" actions={<Link href={paths.servingAt({ environment: "production", model: input.model })} className="sb-link">What served when</Link>}>
      {data.items.length === 0 ? <EmptyState title="No alias has moved yet">Every move is kept here with who made it and under which approval.</EmptyState>
        : <Table label={`Alias history of ${input.model}`} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      <Pager first={input.cursor === undefined ? null : href(undefined)} next={data.nextCursor === null ? null : href(data.nextCursor)} />
    </Panel>
  );
}
