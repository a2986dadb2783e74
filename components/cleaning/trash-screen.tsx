"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { trashDays, type TrashItemView } from "#server/domains/registry/contract-cleaning.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths, withQuery } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { subjectOf, trashWords } from "./words.ts";

export type TrashQuery = { limit: number; cursor?: string };
type Acts = { restore: (item: TrashItemView) => void; empty: (item: TrashItemView) => void; mayEmpty: boolean };

const columns = ({ restore, empty, mayEmpty }: Acts): Column<TrashItemView>[] => [
  { key: "what", head: "Deleted", slot: "lead", cell: (row) => <span className="font-medium">{subjectOf(row)}</span> },
  { key: "holds", head: "Holds", slot: "under", cell: (row) => <span className="text-ink-2">{trashWords(row)}</span> },
  { key: "by", head: "By", slot: "hide", cell: (row) => <span className="text-ink-2">{row.deletedBy.name}</span> },
  { key: "at", head: "When", slot: "trail", className: "text-ink-3", cell: (row) => <Time at={row.deletedAt} /> },
  { key: "until", head: "Kept until", slot: "hide", className: "text-ink-3", cell: (row) => <time dateTime={row.expiresAt}>{row.expiresAt.slice(0, 10)}</time> },
  {
    key: "acts", head: "Levers", headHidden: true, right: true, slot: "under-trail",
    cell: (row) => (
      <span className="inline-flex gap-1.5">
        <Button onClick={() => restore(row)} aria-label={`Restore ${subjectOf(row)}`}>Restore</Button>
        <Button onClick={() => empty(row)} disabledReason={mayEmpty ? null : "An administrator can delete it for good."} aria-label={`Delete ${subjectOf(row)} for good`}>Delete for good</Button>
      </span>
    ),
  },
];

function Empty({ item, close }: { item: TrashItemView; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const act = useMutation(trpc.cleaning.empty.mutationOptions({ onSuccess: () => { say(`${subjectOf(item)} is gone for good.`); close(); }, onSettled: () => queries.invalidateQueries(trpc.cleaning.pathFilter()) }));
  return (
    <div className="grid gap-3">
      <p>Nobody can bring {subjectOf(item)} back after this. Runs and their files stay.</p>
      {act.error ? <p role="alert" className="text-danger">{problemOf(act.error).detail}</p> : null}
      <DialogActions><Button onClick={close} data-first>Keep it</Button><Button kind="danger" busy={act.isPending} onClick={() => act.mutate({ id: Number(item.id) })}>Delete {subjectOf(item)} for good</Button></DialogActions>
    </div>
  );
}

export function TrashScreen({ input, initial }: { input: TrashQuery; initial: Page<TrashItemView> }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const say = useToast();
  const mayEmpty = useMay("person.administer");
  const [emptying, setEmptying] = useState<TrashItemView | null>(null);
  const { data } = useQuery({ ...trpc.cleaning.trash.queryOptions(input), initialData: initial });
  const { mutate, error } = useMutation(trpc.cleaning.restore.mutationOptions({
    onSuccess: (back) => { say(`${subjectOf(back)} is back.`); router.push(back.version === null ? paths.model(back.model) : paths.modelVersion(back.model, back.version)); },
    onSettled: () => queries.invalidateQueries(),
  }));
  const shown = useMemo(() => columns({ restore: (item) => mutate({ id: Number(item.id) }), empty: setEmptying, mayEmpty }), [mutate, mayEmpty]);
  return (
    <>
      <PageHead title="Trash" sentence={`What was deleted in the last ${trashDays} days, and can come back.`} />
      {error ? <p role="alert" className="text-danger">{problemOf(error).detail}</p> : null}
      <Panel>
        {data.items.length === 0 ? <EmptyState title="The trash is empty">A deleted model or version stands here for {trashDays} days.</EmptyState>
          : <Table label="Trash" columns={shown} rows={data.items} rowKey={(row) => row.id} />}
        <Pager first={input.cursor === undefined ? null : paths.trash()} next={data.nextCursor === null ? null : withQuery(paths.trash(), { cursor: data.nextCursor })} />
      </Panel>
      <Dialog title={`Delete ${emptying ? subjectOf(emptying) : ""} for good`} open={emptying !== null} onClose={() => setEmptying(null)}>{emptying ? <Empty item={emptying} close={() => setEmptying(null)} /> : null}</Dialog>
    </>
  );
}
