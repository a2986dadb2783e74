"use client";
import { useRef, useSyncExternalStore, type ReactNode } from "react";
import type { PanelData } from "#server/domains/embeds/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { strokeOf, textOf } from "../charts/types.ts";
import { useSize } from "../charts/use-size.ts";
import { figure, span } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmbedBars } from "./embed-bars.tsx";
import { EmbedLines, toneOf } from "./embed-lines.tsx";
import { usePanelData, type Feed } from "./use-panel-data.ts";

export type EmbedTheme = "light" | "dark" | null;
const tickMs = 1000;
function everySecond(changed: () => void): () => void {
  const timer = setInterval(changed, tickMs);
  return () => clearInterval(timer);
}
const second = () => Math.floor(Date.now() / tickMs) * tickMs;
const clock = (ms: number) => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

/** "production v3 · live, 3 s", or since when nothing newer came. */
function Where({ feed, data }: { feed: Feed; data: PanelData }) {
  const now = useSyncExternalStore(everySecond, second, () => null);
  const of = `${data.environment}${data.version === null ? "" : ` v${data.version}`}`;
  if (feed.phase === "late") return <span className="text-caution">{of} · as of {clock(Date.parse(data.asOf))}, not reached since</span>;
  const age = now === null ? null : Math.max(0, (now - Date.parse(data.asOf)) / 1000);
  return <span className="text-ink-3">{of}{age === null ? "" : ` · live, ${span(age)}`}</span>;
}

function Legend({ data }: { data: PanelData }) {
  const items = data.kind === "distribution" ? [] : data.series.map((series, index) => ({ name: series.name, tone: toneOf(index), value: series.points.findLast(([, value]) => value !== null)?.[1] ?? null }));
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-3 overflow-hidden [@media(max-height:239px)]:max-h-[18px]">
      {items.map(({ name, tone, value }) => (
        <li key={name} className={`flex items-center gap-1.5 ${textOf[tone]}`}><span aria-hidden="true" className="h-[3px] w-3.5 shrink-0 rounded-full" style={{ background: strokeOf[tone] }} />{name} {value === null ? "" : figure(value)}</li>
      ))}
      {data.kind === "distribution" ? <><li className="flex items-center gap-1.5 text-ink-2"><span aria-hidden="true" className="size-2.5 border border-baseline bg-baseline/25" />baseline</li><li className="flex items-center gap-1.5 text-series-1"><span aria-hidden="true" className="h-[3px] w-3.5 rounded-full bg-series-1" />live</li></> : null}
    </ul>
  );
}

const isEmpty = (data: PanelData) => (data.kind === "distribution" ? data.bins.length === 0 : data.series.every((series) => series.points.every(([, value]) => value === null)));

function Plot({ data }: { data: PanelData }) {
  const [ref, size] = useSize<HTMLDivElement>();
  const drawn = size.width > 0 && size.height > 0;
  return (
    <div ref={ref} className="relative min-h-0 flex-1 overflow-hidden">
      {isEmpty(data) ? <p className="grid h-full place-content-center px-4 text-center text-ink-3">{data.kind === "drift" ? "Too few predictions to draw a point" : "No predictions in this range"}</p>
        : drawn ? <div className="absolute inset-0">{data.kind === "distribution" ? <EmbedBars data={data} size={size} /> : <EmbedLines data={data} size={size} />}</div> : null}
    </div>
  );
}

function Ended({ title, children }: { title: string; children: ReactNode }) {
  return <div role="status" className="grid flex-1 place-content-center gap-1 px-4 text-center"><p className="font-medium">{title}</p><p className="text-ink-2">{children}</p></div>;
}

function Shown({ feed, data }: { feed: Feed; data: PanelData }) {
  return (
    <>
      <header className="flex min-h-10 items-center gap-x-3 border-b border-line px-3.5 py-1.5">
        <h1 className="min-w-0 truncate text-head font-semibold" title={data.title}>{data.title}</h1>
        {data.lamp === null ? null : <Lamp state={data.lamp} />}
        <p className="ml-auto shrink-0 max-[519px]:hidden"><Where feed={feed} data={data} /></p>
      </header>
      <Plot data={data} />
      <footer className="flex flex-wrap items-baseline gap-x-4 px-3.5 pb-2 text-note">
        <Legend data={data} />
        <p className="ml-auto min-w-0 text-ink-3">
          <span className="max-[519px]:hidden">{data.note} · </span><span className="min-[520px]:hidden"><Where feed={feed} data={data} /> · </span>
          <a href={paths.modelMonitoring(data.model, { environment: data.environment })} target="_blank" rel="noopener noreferrer" className="whitespace-nowrap text-ink-2 underline hover:text-accent">Open in Signalbox</a>
        </p>
      </footer>
    </>
  );
}

/** One live chart in somebody else's page: it fills its frame, needs no session and leaves nothing behind. */
export function EmbedPanel({ id, theme }: { id: string; theme: EmbedTheme }) {
  const ref = useRef<HTMLElement>(null);
  const feed = usePanelData(id, ref);
  return (
    <main ref={ref} aria-label={feed.data === null ? "Chart" : `Chart: ${feed.data.title}`} data-theme={theme ?? "reader"} className="flex h-dvh min-h-44 w-full flex-col overflow-hidden rounded-panel border border-line-2 bg-panel text-ink">
      {feed.phase === "gone" ? <Ended title="This link was revoked">Whoever shared the chart withdrew it, or it has expired.</Ended>
        : feed.phase === "missing" ? <Ended title="There is no chart at this address">Check that the whole link was copied.</Ended>
          : feed.data !== null ? <Shown feed={feed} data={feed.data} />
            : feed.phase === "late" ? <Ended title="Signalbox does not answer">The chart comes by itself as soon as it does.</Ended>
              : <div aria-busy="true" className="flex flex-1 flex-col gap-3 p-3.5"><Skeleton className="h-5 w-56" /><Skeleton className="w-full flex-1" /></div>}
    </main>
  );
}
