"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { statisticTerms, wholeModel, type AlertDetail, type AlertEventKind } from "#server/domains/monitoring/contract-alerts.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh } from "../shell/live.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Facts } from "../ui/facts.tsx";
import { span, version } from "../ui/format.ts";
import { PageHead } from "../ui/page-head.tsx";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { Levers } from "./levers.tsx";
import { alertTitle, SeverityWord, StateMark, valueText } from "./marks.tsx";
import { NumbersPanel } from "./numbers-panel.tsx";
import { alertKinds } from "./alerts-screen.tsx";

const eventWords = {
  pending: "is over the limit, and waits", fired: "fires", resolved: "is over", acknowledged: "took it", muted: "muted it", unmuted: "the mute ended", noted: "wrote",
} as const satisfies Record<AlertEventKind, string>;
const ownWords = new Set<AlertEventKind>(["pending", "fired", "resolved"]);

function Timeline({ alert }: { alert: AlertDetail }) {
  return (
    <Panel title="Timeline" note="the newest first" padded>
      {alert.timeline.length === 0 ? <p className="text-ink-2">Nothing has happened to it yet.</p> : (
        <ol className="grid gap-3">
          {alert.timeline.toReversed().map((event, index) => (
            <li key={`${event.at} ${event.kind} ${index}`} className="grid grid-cols-[9px_minmax(0,1fr)_auto] items-baseline gap-x-2.5">
              <span aria-hidden="true" className="size-[9px] self-center rounded-full border-[1.5px] border-ink-2" />
              <span className="font-medium">{ownWords.has(event.kind) ? `It ${eventWords[event.kind]}` : event.kind === "unmuted" && event.by === "Signalbox" ? "The mute ended" : `${event.by} ${event.kind === "unmuted" ? "ended the mute" : eventWords[event.kind]}`}</span>
              <Time at={event.at} className="text-ink-3" />
              {event.text === null ? null : <span className="col-start-2 col-end-4 text-ink-2 [overflow-wrap:anywhere]">{event.text}</span>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** One alert: where it stands, its numbers as they were and as they are, what was done, and the levers. */
export function AlertScreen({ initial }: { initial: AlertDetail }) {
  const trpc = useTRPC();
  const refresh = useMemo(() => [trpc.alerts.pathFilter()], [trpc]);
  useLiveRefresh(alertKinds, refresh);
  const { data: alert } = useQuery({ ...trpc.alerts.get.queryOptions({ id: initial.id }), initialData: initial });
  const isColumn = alert.subject !== wholeModel;
  const chart = paths.modelMonitoring(alert.model, { environment: alert.environment, ...(isColumn ? { feature: alert.subject } : {}) });
  return (
    <>
      <PageHead title={alertTitle(alert)} mark={<StateMark state={alert.state} />} sentence={alert.sentence} actions={<Link href={chart} className="sb-link">Open the chart</Link>} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] [&>*]:min-w-0">
        <div className="grid gap-4 [&>*]:min-w-0">
          {alert.frozen === null ? null : <NumbersPanel title="When it fired" alert={alert} numbers={alert.frozen} />}
          {alert.latest === null ? null : <NumbersPanel title={alert.state === "resolved" ? "When it was over" : "Last look"} alert={alert} numbers={alert.latest} />}
          <Timeline alert={alert} />
        </div>
        <div className="grid gap-4 max-lg:order-first [&>*]:min-w-0">
          <Levers alert={alert} />
          <Panel title="What is watched" padded>
            <Facts items={[
              ["Model", <Link key="m" href={paths.model(alert.model)} className="sb-link">{alert.model}</Link>], ["Version", <Link key="v" href={paths.modelVersion(alert.model, alert.version)} className="sb-link">{version(alert.version)}</Link>], ["Environment", alert.environment],
              ["Limit", `${statisticTerms[alert.statistic].unit === "psi" ? "PSI " : ""}${valueText(alert.statistic, alert.threshold)}`], ["Window", span(alert.windowSeconds)], ...(alert.forSeconds > 0 ? [["For", span(alert.forSeconds)] as const] : []),
              ["Severity", <SeverityWord key="s" severity={alert.severity} />], ["Owner", alert.owner?.name ?? "nobody yet"],
              ...(alert.firedAt === null ? [] : [["Fired", <Time key="f" at={alert.firedAt} />] as const]), ...(alert.mutedUntil === null ? [] : [["Muted until", <Time key="u" at={alert.mutedUntil} />] as const]),
            ]} />
          </Panel>
        </div>
      </div>
    </>
  );
}
