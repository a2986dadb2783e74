"use client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import type { CardRevision, CardView } from "#server/domains/registry/contract-card.ts";
import { cardTemplate } from "#server/shared/model-card.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { CardText, Completeness, DiffLines, History } from "./card-parts.tsx";

const CardEditor = dynamic(() => import("./card-editor.tsx"), { ssr: false, loading: () => <Skeleton className="h-96 w-full rounded-panel" /> });
const kinds: readonly LiveKind[] = ["version.changed"];
const modes = ["edit", "changes"] as const;
const readOnly = "Your role does not write to the registry. An administrator can change it.";

/** An older text: itself, or what changed since; it comes back by being saved again. */
function Older({ of, restored }: { of: CardView; restored: (saved: CardView) => void }) {
  const trpc = useTRPC();
  const may = useMay("registry.write");
  const [mode, setMode] = useQueryState("mode", parseAsStringLiteral(modes));
  const newest = useQuery({ ...trpc.cards.get.queryOptions({ model: of.model, version: Number(of.version) }), enabled: mode === "changes" });
  const restore = useMutation(trpc.cards.save.mutationOptions({ onSuccess: restored }));
  if (of.card === null) return null;
  const { body, savedBy, savedAt } = of.card;
  return (
    <Panel title="An older text" note={<>{savedBy}, <Time at={savedAt} /></>} actions={
      <>
        <Button aria-pressed={mode === "changes"} onClick={() => void setMode(mode === "changes" ? null : "changes")}>{mode === "changes" ? "Show this text" : "What changed since"}</Button>
        <Button busy={restore.isPending} disabledReason={may ? null : readOnly} onClick={() => restore.mutate({ model: of.model, version: Number(of.version), body, basedOn: of.newest })}>Restore this text</Button>
        <ButtonLink href={paths.versionTab(of, "card")}>Back to the newest</ButtonLink>
      </>
    }>
      {restore.error ? <p role="alert" className="border-b border-line px-3.5 py-2.5 text-danger">{problemOf(restore.error).detail}</p> : null}
      {mode !== "changes" ? <div className="px-3.5 py-3"><CardText of={of} text={body} /></div>
        : newest.data?.card ? <DiffLines before={body} after={newest.data.card.body} label="From this text to the newest" /> : <div className="px-3.5 py-3"><Skeleton className="h-24 w-full" /></div>}
    </Panel>
  );
}

/** A version's model card: read, written with its preview beside it, and every text it ever had. */
export function CardScreen({ initial, revisions }: { initial: CardView; revisions: Page<CardRevision> }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const say = useToast();
  const may = useMay("registry.write");
  const [mode, setMode] = useQueryState("mode", parseAsStringLiteral(modes));
  const [draft, setDraft] = useState<string | null>(null);
  const asked = useMemo(() => ({ model: initial.model, version: Number(initial.version) }), [initial.model, initial.version]);
  const older = initial.card !== null && initial.card.revision !== initial.newest;
  const input = older ? { ...asked, revision: initial.card?.revision } : asked;
  const { data: of } = useQuery({ ...trpc.cards.get.queryOptions(input), initialData: initial });
  const history = useInfiniteQuery(trpc.cards.revisions.infiniteQueryOptions(asked, { getNextPageParam: (page) => page.nextCursor, initialData: { pages: [revisions], pageParams: [null] } }));
  const filters = useMemo(() => [trpc.cards.get.queryFilter({ model: asked.model, version: asked.version }), trpc.cards.revisions.pathFilter()], [trpc, asked]);
  const editing = mode === "edit" && may && !older;
  // While somebody writes, the text they began from stays what their save is compared with.
  useLiveRefresh(kinds, editing ? [] : filters, { model: asked.model });
  const close = () => { setDraft(null); void setMode(null); };
  const now = (view: CardView, words: string) => {
    queries.setQueryData(trpc.cards.get.queryKey(asked), view);
    void queries.invalidateQueries(trpc.cards.revisions.pathFilter());
    say(words);
  };
  const saved = (view: CardView) => { now(view, "The card is saved."); close(); };
  const begin = (text: string | null) => { setDraft(text); void setMode("edit"); };
  const rows = history.data.pages.flatMap((page) => page.items);
  const text = of.card?.body ?? "";
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,320px)]">
      <div className="grid min-w-0 gap-4">
        {older ? <Older of={of} restored={(view) => { now(view, "The older text is the newest again."); router.push(paths.versionTab(of, "card")); }} />
          : editing ? <CardEditor of={of} start={draft ?? text} onText={setDraft} onSaved={saved} onDropped={(theirs) => { now(theirs, "Your text was dropped; theirs stays."); close(); }} onCancel={close} />
            : of.card === null ? (
              <Panel title="Model card">
                <EmptyState title="No card is written yet">A card says what the model is for, what it was trained on, how good it is, where it is weak and who answers for it.</EmptyState>
                <div className="flex flex-wrap gap-2 px-3.5 pb-5"><Button kind="primary" disabledReason={may ? null : readOnly} onClick={() => begin(cardTemplate(of.model))}>Begin from the template</Button><Button disabledReason={may ? null : readOnly} onClick={() => begin(null)}>Begin with nothing</Button></div>
              </Panel>
            ) : (
              <Panel title="Model card" note={<>saved by {of.card.savedBy}, <Time at={of.card.savedAt} /></>} actions={<Button disabledReason={may ? null : readOnly} onClick={() => begin(null)}>Edit the card</Button>}>
                <div className="px-3.5 py-3"><CardText of={of} text={text} /></div>
              </Panel>
            )}
      </div>
      <div className="grid gap-4">
        <Completeness text={editing ? draft ?? text : text} />
        <History of={of} revisions={rows} shown={of.card?.revision ?? null} more={history.hasNextPage ? { busy: history.isFetchingNextPage, ask: () => void history.fetchNextPage() } : null} />
      </div>
    </div>
  );
}
