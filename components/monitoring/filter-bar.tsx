"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { ranges, type MonitorView, type Range } from "#server/domains/monitoring/contract.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Newest } from "./newest.tsx";
import { rangeWords, shifted, widthWords, windowChoices } from "./query.ts";
import type { Ask, Asking } from "./use-monitor.ts";

const rangeOptions = ranges.map((value) => ({ value, text: rangeWords(value) }));
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const moment = (iso: string, year = false) => `${day.format(new Date(iso))}${year ? ` ${iso.slice(0, 4)}` : ""} ${iso.slice(11, 16)}`;
/** "23 Nov 21:37 – 21:47": what both ends share is said once. */
function betweenWords({ from, to }: { from: string; to: string }): string {
  if (from.slice(0, 10) === to.slice(0, 10)) return `${moment(from)} – ${to.slice(11, 16)}`;
  const years = from.slice(0, 4) !== to.slice(0, 4);
  return `${moment(from, years)} – ${moment(to, years)}`;
}

function Picker({ label, value, onChange, children }: { label: string; value: string; onChange: (value: string) => void; children: ReactNode }) {
  return <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} className="h-[30px] min-w-0 rounded-control border border-control bg-panel px-2 font-medium text-ink max-md:flex-1">{children}</select>;
}

/** Both ends typed, in UTC. */
function Between({ view, ask, close }: { view: MonitorView; ask: Ask; close: () => void }) {
  const [from, setFrom] = useState(view.from.slice(0, 16));
  const [to, setTo] = useState(view.to.slice(0, 16));
  const wrong = from >= to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    ask({ from: `${from}:00.000Z`, to: `${to}:00.000Z` });
    close();
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Input label="From (UTC)" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} required />
      <Input label="To (UTC)" type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} required problem={wrong ? "after the beginning" : null} />
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary">Show this time</Button></DialogActions>
    </form>
  );
}

/** Range, time, window, environment, version in one row, and whether it moves. All of it is the address. */
export function FilterBar({ asking, view, environments, versions }: { asking: Asking; view: MonitorView | null; environments: readonly string[]; versions: readonly string[] }) {
  const [typing, setTyping] = useState(false);
  const { query, live, ask } = asking;
  const freeze = () => { if (view !== null) ask({ from: view.from, to: view.to }); };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="max-w-full overflow-x-auto max-md:w-full"><SegmentedControl<Range | ""> label="Range" options={rangeOptions} value={live ? query.range : ""} onChange={(range) => ask({ range, from: null, to: null })} /></div>
      {view === null ? null : (
        <div className="flex items-center gap-0.5 max-md:w-full">
          <IconButton label="The window before" onClick={() => ask(shifted(view, -1, Date.now()))}><ChevronLeft size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
          <Button className="min-h-[30px] whitespace-nowrap max-md:flex-1" onClick={() => setTyping(true)} aria-label={`Time: ${moment(view.from)} to ${moment(view.to)} UTC, change it`}>{betweenWords(view)}</Button>
          <IconButton label="The window after" onClick={() => ask(shifted(view, 1, Date.now()))}><ChevronRight size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
        </div>
      )}
      {view === null ? null : (
        <Picker label="Window" value={String(view.windowSeconds)} onChange={(value) => ask({ window: Number(value) === view.driftWindowSeconds ? null : value })}>
          {[...new Map([...windowChoices(view.driftWindowSeconds, view.baseSeconds), { seconds: view.windowSeconds, text: widthWords(view.windowSeconds) }].toReversed().map((choice) => [choice.seconds, choice])).values()].toSorted((a, b) => a.seconds - b.seconds).map((choice) => <option key={choice.seconds} value={choice.seconds}>{choice.text}</option>)}
        </Picker>
      )}
      {environments.length > 1 || !environments.includes(query.environment) ? (
        <Picker label="Environment" value={query.environment} onChange={(environment) => ask({ environment, version: null, feature: null })}>{[...new Set([...environments, query.environment])].map((name) => <option key={name} value={name}>{name}</option>)}</Picker>
      ) : null}
      <Picker label="Version" value={query.version === undefined ? "" : String(query.version)} onChange={(value) => ask({ version: value || null, feature: null })}>
        <option value="">{view === null || query.version !== undefined ? "what serves" : `v${view.version}, what serves`}</option>
        {versions.map((number) => <option key={number} value={number}>v{number} only</option>)}
      </Picker>
      <div className="ml-auto flex items-center gap-2.5 max-md:w-full max-md:justify-between">
        <Newest at={view?.asOf ?? null} />
        <SegmentedControl label="Moving" options={[{ value: "live", text: "Live" }, { value: "freeze", text: "Freeze" }]} value={live ? "live" : "freeze"} onChange={(value) => (value === "live" ? ask({ from: null, to: null }) : freeze())} />
      </div>
      {view === null ? null : <Dialog title="Time" open={typing} onClose={() => setTyping(false)}><Between view={view} ask={ask} close={() => setTyping(false)} /></Dialog>}
    </div>
  );
}
