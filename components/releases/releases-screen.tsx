"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { releaseKinds, releaseWords, type ReleaseKind, type ReleaseListItem, type ReleaseState } from "#server/domains/releases/contract.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { cx } from "../ui/cx.ts";
import { numberWord } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { releasesHref, type ReleasesQuery } from "./query.ts";
import { releaseColumns } from "./release-columns.tsx";

const kinds: readonly LiveKind[] = ["release.requested", "release.decided", "release.changed", "route.changed"];
const filters: readonly (ReleaseState | undefined)[] = [undefined, "open", "live", "superseded", "rejected", "withdrawn", "rolledBack", "void"];
const kindWords = { promotion: "Promotions", rollback: "Rollbacks", retirement: "Retirements", alias: "Aliases" } as const satisfies Record<ReleaseKind, string>;
const pill = "rounded-control border px-2.5 py-1 whitespace-nowrap";

function Filter({ input }: { input: ReleasesQuery }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label="State of the releases" className="flex flex-wrap gap-1.5">
        {filters.map((state) => (
          <Link key={state ?? "all"} href={releasesHref({ ...input, state, cursor: undefined })} aria-current={input.state === state ? "true" : undefined} scroll={false}
            className={cx(pill, input.state === state ? "border-accent bg-accent-soft text-accent" : "border-line-2 bg-panel text-ink-2 hover:text-ink")}>
            {state === undefined ? "All" : releaseWords[state]}
          </Link>
        ))}
      </nav>
      <nav aria-label="Kind of the releases" className="flex flex-wrap gap-1.5 md:ml-auto">
        {[undefined, ...releaseKinds].map((kind) => (
          <Link key={kind ?? "all"} href={releasesHref({ ...input, kind, cursor: undefined })} aria-current={input.kind === kind ? "true" : undefined} scroll={false}
            className={cx(pill, input.kind === kind ? "border-accent bg-accent-soft text-accent" : "border-line-2 bg-panel text-ink-2 hover:text-ink")}>
            {kind === undefined ? "Every kind" : kindWords[kind]}
          </Link>
        ))}
      </nav>
      {input.model ? <span className="inline-flex items-center gap-2"><Tag>model is {input.model}</Tag><Link href={releasesHref({ ...input, model: undefined, cursor: undefined })} className="sb-link">all models</Link></span> : null}
    </div>
  );
}

export function ReleasesScreen({ input, initial }: { input: ReleasesQuery; initial: Page<ReleaseListItem> }) {
  const trpc = useTRPC();
  const refresh = useMemo(() => [trpc.releases.list.pathFilter(), trpc.releases.waiting.pathFilter()], [trpc]);
  useLiveRefresh(kinds, refresh);
  const { data } = useQuery({ ...trpc.releases.list.queryOptions(input), initialData: initial });
  const { data: waiting } = useQuery(trpc.releases.waiting.queryOptions());
  const filtered = input.state !== undefined || input.kind !== undefined || input.model !== undefined;
  return (
    <>
      <PageHead title="Releases" sentence={waiting === undefined ? "Requests, decisions and rollbacks, the newest first." : waiting.count === 0 ? "Nothing waits for you." : waiting.count === 1 ? "One request waits for you." : `${numberWord(waiting.count)} requests wait for you.`} />
      <Filter input={input} />
      <Panel>
        {data.items.length === 0 ? <EmptyState title={filtered ? "No release is like this" : "Nobody has asked for a promotion yet"}>{filtered ? "Another state or kind may have it." : "Open a version of a model and press Request promotion: it stands here with its evidence until somebody else decides."}</EmptyState>
          : <Table label="Releases" columns={releaseColumns} rows={data.items} rowKey={(row) => row.id} href={(row) => paths.release(row.id)} opens="what" />}
        <Pager first={input.cursor === undefined ? null : releasesHref({ ...input, cursor: undefined })} next={data.nextCursor === null ? null : releasesHref({ ...input, cursor: data.nextCursor })} />
      </Panel>
    </>
  );
}
