"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { EmbedView } from "#server/domains/embeds/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths, withQuery } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { problemOf } from "../shell/problem.ts";
import { useMay, usePerson } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { useToast } from "../ui/toast.tsx";
import { embedColumns, isOpen } from "./embed-columns.tsx";

const kinds: readonly LiveKind[] = ["embed.created", "embed.revoked"];
export type EmbedsQuery = { limit: number; cursor?: string };
type Asked = { act: "copy" | "revoke"; embed: EmbedView } | null;

function Revoke({ embed, close }: { embed: EmbedView; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const revoke = useMutation(trpc.embeds.revoke.mutationOptions({ onSuccess: () => { say(`“${embed.title}” is revoked; open pages say so within five seconds.`); close(); }, onSettled: () => queries.invalidateQueries(trpc.embeds.pathFilter()) }));
  return (
    <div className="grid gap-3">
      <p>Every page that shows “{embed.title}” shows a word in its place within five seconds. This cannot be undone; a new link can be made.</p>
      {revoke.error ? <p role="alert" className="text-danger">{problemOf(revoke.error).detail}</p> : null}
      <DialogActions><Button onClick={close}>Keep it</Button><Button kind="danger" busy={revoke.isPending} onClick={() => revoke.mutate({ id: embed.id })}>Revoke “{embed.title}”</Button></DialogActions>
    </div>
  );
}

function Snippets({ embed }: { embed: EmbedView }) {
  return (
    <div className="grid gap-4">
      <section className="grid gap-1.5"><h3 className="font-medium">For pages that take a frame</h3><CopyBlock text={embed.iframeHtml} label="Frame" /></section>
      <section className="grid gap-1.5"><h3 className="font-medium">For pages that take pictures only</h3><CopyBlock text={embed.markdown} label="Markdown" /></section>
    </div>
  );
}

export function EmbedsScreen({ input, initial }: { input: EmbedsQuery; initial: Page<EmbedView> }) {
  const trpc = useTRPC();
  const person = usePerson();
  const any = useMay("embed.revokeAny");
  const [asked, setAsked] = useState<Asked>(null);
  const filters = useMemo(() => [trpc.embeds.list.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { data } = useQuery({ ...trpc.embeds.list.queryOptions(input), initialData: initial });
  const columns = useMemo(() => embedColumns({
    copy: (embed) => setAsked({ act: "copy", embed }), revoke: (embed) => setAsked({ act: "revoke", embed }),
    mayRevoke: (embed) => any || embed.createdBy.id === person?.id,
  }), [any, person?.id]);
  const live = data.items.filter(isOpen).length;
  return (
    <>
      <PageHead title="Embeds" sentence={data.items.length === 0 ? "No chart is shared." : `${plural(live, "shared chart is", "shared charts are")} open. Anybody with its address can see one, until it is revoked or expires.`} />
      <Panel>
        {data.items.length === 0 ? <EmptyState title="Shared charts stand here">Press Share on a chart of a model&apos;s Monitoring page: it makes a link that shows that chart, and nothing else, in a wiki page.</EmptyState>
          : <Table label="Embeds" columns={columns} rows={data.items} rowKey={(row) => row.id} />}
        <Pager first={input.cursor === undefined ? null : paths.embeds()} next={data.nextCursor === null ? null : withQuery(paths.embeds(), { cursor: data.nextCursor })} />
      </Panel>
      <Dialog title={asked?.act === "revoke" ? "Revoke a shared chart" : (asked?.embed.title ?? "")} open={asked !== null} onClose={() => setAsked(null)} wide={asked?.act === "copy"}>
        {asked === null ? null : asked.act === "revoke" ? <Revoke embed={asked.embed} close={() => setAsked(null)} /> : <Snippets embed={asked.embed} />}
      </Dialog>
    </>
  );
}
