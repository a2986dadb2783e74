"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import type { ActivityItem } from "#server/domains/registry/contract-activity.ts";
import type { Page } from "#server/shared/paging.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { told } from "./activity-words.ts";

const kinds: readonly LiveKind[] = ["version.changed", "alias.set", "model.changed", "baseline.changed", "release.requested", "release.decided", "release.changed", "route.changed"];
type Asked = { model: string; version: number; cursor?: string };

/** One act: a point on the line, who did what, when, and where it led. */
function Act({ item, of }: { item: ActivityItem; of: { model: string; version: string } }) {
  const { words, note, link } = told(item, of);
  return (
    <li className="relative grid gap-0.5 py-2.5 pr-3.5 pl-9 before:absolute before:inset-y-0 before:left-[18px] before:border-l before:border-line-2 first:before:top-5 last:before:bottom-[calc(100%-20px)]">
      <span aria-hidden="true" className="absolute top-[15px] left-[14px] size-[9px] rounded-full border-2 border-accent bg-panel" />
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="min-w-0 [overflow-wrap:anywhere]"><span className="font-medium">{item.actor}</span> {words}</span>
        {link === null ? null : <Link href={link.href} className="sb-link">{link.text}</Link>}
        <span className="ml-auto text-note text-ink-3"><Time at={item.at} /></span>
      </p>
      {note === null ? null : <p className="max-w-prose [overflow-wrap:anywhere] text-ink-2">“{note}”</p>}
    </li>
  );
}

/** Everything that was done to a version, the newest first. */
export function ActivityScreen({ input, initial }: { input: Asked; initial: Page<ActivityItem> }) {
  const trpc = useTRPC();
  const of = { model: input.model, version: String(input.version) };
  const filters = useMemo(() => [trpc.versions.activity.queryFilter({ model: input.model, version: input.version })], [trpc, input.model, input.version]);
  useLiveRefresh(kinds, filters, { model: input.model });
  const { data } = useQuery({ ...trpc.versions.activity.queryOptions(input), initialData: initial });
  const page = (cursor?: string) => paths.versionTab(of, "activity", { cursor });
  return (
    <Panel title="Activity" note="its own acts, its releases, and aliases that came or left">
      {data.items.length === 0 ? <EmptyState title="Nothing more was done" /> : <ol className="py-1">{data.items.map((item) => <Act key={item.id} item={item} of={of} />)}</ol>}
      <Pager first={input.cursor === undefined ? null : page()} next={data.nextCursor === null ? null : page(data.nextCursor)} />
    </Panel>
  );
}
