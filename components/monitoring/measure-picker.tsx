"use client";
import { driftDefinitions, driftMetrics } from "#server/domains/monitoring/contract.ts";
import { definitionNames, metricNames } from "./how.tsx";
import type { Asking } from "./use-monitor.ts";

const box = "h-[28px] min-w-0 rounded-control border border-control bg-panel px-1.5 text-body text-ink";

/** Which number is drawn, and whose definition it follows. */
export function MeasurePicker({ asking: { metric, definition, ask } }: { asking: Asking }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      <select aria-label="Measure" value={metric} onChange={(event) => ask({ metric: event.target.value === "psi" ? null : event.target.value })} className={box}>
        {driftMetrics.map((name) => <option key={name} value={name}>{metricNames[name]}</option>)}
      </select>
      <select aria-label="Definition" value={definition} onChange={(event) => ask({ as: event.target.value === "signalbox" ? null : event.target.value })} className={box}>
        {driftDefinitions.map((name) => <option key={name} value={name}>as {definitionNames[name]}</option>)}
      </select>
    </span>
  );
}
