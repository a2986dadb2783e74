"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { releaseTitle, type ReleaseView } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { version } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { ClockTime, Time } from "../ui/time.tsx";
import { BetterOrWorse } from "./better-or-worse.tsx";
import { Conditions } from "./conditions.tsx";
import { DecidePanel } from "./decide-panel.tsx";
import { FiringPanel } from "../alerts/model-alerts.tsx";
import { DriftPanel } from "./drift-panel.tsx";
import { InputsDiff } from "./inputs-diff.tsx";
import { OutcomePanel } from "./outcome-panel.tsx";
import { StateMark } from "./state-mark.tsx";
import { WhatWillHappen } from "./what-will-happen.tsx";
import { takesAway } from "./words.ts";

const kinds: readonly LiveKind[] = ["release.requested", "release.decided", "release.changed", "route.changed", "states.judged", "version.changed"];

function SoFar({ release }: { release: ReleaseView }) {
  return (
    <Panel title="So far" padded>
      <ol className="grid gap-2">
        {release.history.map((event) => (
          <li key={`${event.at} ${event.text}`} className="grid grid-cols-[52px_minmax(0,1fr)] gap-2">
            <ClockTime at={event.at} className="text-ink-3" />
            <span className="[overflow-wrap:anywhere]"><span className="font-medium">{event.actor}</span> {event.text}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** A route's release is headed by its version; others by what they do. */
function Title({ release }: { release: ReleaseView }) {
  const name = `${release.model} ${version(release.version)}`;
  const title = releaseTitle(release);
  if (release.kind === "alias" || release.kind === "retirement") return <Link href={paths.modelVersion(release.model, release.version)} className="hover:underline">{title}</Link>;
  return <><Link href={paths.modelVersion(release.model, release.version)} className="hover:underline">{name}</Link>{title.slice(name.length)}</>;
}

/** One release: what will happen, whether it is better, what moves, and the lever. */
export function ReleaseScreen({ initial }: { initial: ReleaseView }) {
  const trpc = useTRPC();
  const id = Number(initial.id);
  const filters = useMemo(() => [trpc.releases.get.queryFilter({ id })], [trpc, id]);
  useLiveRefresh(kinds, filters, { model: initial.model });
  const { data: release } = useQuery({ ...trpc.releases.get.queryOptions({ id }), initialData: initial });
  const open = release.state === "open";
  return (
    <>
      <PageHead title={<Title release={release} />} mark={<StateMark release={release} />}
        sentence={<>{release.kind === "rollback" ? "Rolled back" : "Asked"} <Time at={release.requestedAt} /> by {release.requestedBy.name}.</>}>
        {release.comment ? <p className="max-w-[80ch] text-ink-2">“{release.comment}”</p> : null}
      </PageHead>
      <div className="flex flex-col gap-4 lg:grid lg:grid-cols-[minmax(0,1fr)_320px] lg:items-start">
        <div className="grid min-w-0 gap-4"><FiringPanel model={release.model} /><WhatWillHappen release={release} />{takesAway(release) ? null : <BetterOrWorse release={release} />}{release.environment === null ? null : <DriftPanel release={release} environment={release.environment} />}{takesAway(release) ? null : <InputsDiff release={release} />}</div>
        <div className="contents lg:grid lg:gap-4">
          {open ? <Panel title="Conditions" padded className="lg:hidden"><Conditions release={release} /></Panel> : null}
          {open ? null : <OutcomePanel release={release} />}
          <div className="lg:order-2"><SoFar release={release} /></div>
          {open ? <DecidePanel release={release} /> : null}
        </div>
      </div>
    </>
  );
}
