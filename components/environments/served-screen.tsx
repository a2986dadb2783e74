"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import { environments, type EnvironmentAtView, type TimelineView } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { absolute, plural } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { servedFileHref, servedHref, type ServedQuery } from "./query.ts";
import { servedColumns } from "./served-columns.tsx";
import { TimeLine } from "./time-line.tsx";

const kinds: readonly LiveKind[] = ["route.changed"];
const slidingMs = 200;
const parsers = { environment: parseAsString, time: parseAsString, cursor: parseAsString };
const environmentOptions = environments.toReversed().map((value) => ({ value, text: value === "production" ? "Production" : "Staging" }));

function sentence(view: EnvironmentAtView, input: ServedQuery): string {
  const what = `${view.nextCursor === null ? "" : "more than "}${plural(view.items.length, "model", "models")}`;
  if (input.model !== undefined) return input.time === undefined ? `What ${view.environment} serves of ${input.model} now.` : `What ${view.environment} served of ${input.model} on ${absolute(Date.parse(view.time))}.`;
  return input.time === undefined ? `${view.environment} serves ${what} now.` : `On ${absolute(Date.parse(view.time))} ${view.environment} served ${what}.`;
}

/** Which version of each model an environment served at a time, since when, who approved it, on what evidence. */
export function ServedScreen({ input, initial, timeline: firstTimeline }: { input: ServedQuery; initial: EnvironmentAtView; timeline: TimelineView }) {
  const trpc = useTRPC();
  const filters = useMemo(() => [trpc.environments.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters);
  const { environment, time, model } = input;
  const { data: view } = useQuery({ ...trpc.environments.at.queryOptions(input), initialData: initial });
  const { data: timeline } = useQuery({ ...trpc.environments.timeline.queryOptions({ environment, time, model }), initialData: firstTimeline });
  const [moving, startTransition] = useTransition();
  const [, setAsked] = useQueryStates(parsers, { shallow: false, limitUrlUpdates: debounce(slidingMs), startTransition });
  const words = sentence(view, input);
  return (
    <>
      <PageHead title="What served when" sentence={words.charAt(0).toUpperCase() + words.slice(1)} actions={<SegmentedControl label="Environment" options={environmentOptions} value={environment} onChange={(next) => void setAsked({ environment: next, cursor: null })} />}>
        {model === undefined ? null : <p className="mt-1 inline-flex flex-wrap items-center gap-2"><Tag>model is {model}</Tag><Link href={servedHref({ ...input, model: undefined, cursor: undefined })} className="sb-link">all models</Link></p>}
      </PageHead>
      {timeline.marks.length === 0 ? null : <TimeLine timeline={timeline} input={input} show={(next) => void setAsked({ time: next, cursor: null })} />}
      <Panel title={time === undefined ? "Now" : absolute(Date.parse(view.time))} note={moving ? "reading" : environment} actions={<a href={servedFileHref({ ...input, time: view.time })} download className="sb-link">Download CSV</a>}>
        {view.items.length === 0 ? <EmptyState title={`Nothing served in ${environment} then`}>{timeline.marks.length === 0 ? "Its history begins with the first approved release: ask for one on a version's page." : "The marks on the line say when something changed; Next change goes to the first of them."}</EmptyState>
          : <Table label={`What ${environment} served`} columns={servedColumns} rows={view.items} rowKey={(row) => `${row.model} ${row.since}`} href={(row) => paths.release(row.releaseId)} opens="model" />}
        <Pager first={input.cursor === undefined ? null : servedHref({ ...input, cursor: undefined })} next={view.nextCursor === null ? null : servedHref({ ...input, cursor: view.nextCursor })} />
      </Panel>
    </>
  );
}
